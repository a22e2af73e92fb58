package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Users whose code is in a named module. */
class ModulesTest {

    private static Compilation compile(String directives) {
        // Neither jOOQ nor JSpecify: a user needs none of them.
        String modulePath = CaseFiles.classPath().stream()
                .filter(file -> !file.getName().startsWith("jspecify"))
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        return Compilations.strictJavac()
                .withOptions("-Xlint:all", "-Werror", "--release", "17", "--module-path", modulePath)
                .compile(
                        JavaFileObjects.forSourceString("module-info", "module users { " + directives + " }"),
                        JavaFileObjects.forSourceString(
                                "app.Service",
                                "package app; @dev.aatomic.Aatomic public interface Service { void serve(); }"));
    }

    @Test
    void theMarkIsLeftOutWhereTheModuleCannotReadIt() {
        Compilation compilation = compile("requires static dev.aatomic; requires dev.aatomic.runtime;");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/ServiceAatomic.java"))
                .doesNotContain("@Generated");
    }

    @Test
    void theMarkIsThereWhereTheModuleCanReadIt() {
        Compilation compilation =
                compile("requires static dev.aatomic; requires dev.aatomic.runtime; requires static java.compiler;");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/ServiceAatomic.java"))
                .contains("@Generated(\"dev.aatomic.processor.AatomicProcessor\")");
    }

    @Test
    void anExportedClassCompilesWithoutAWarningOfTheRuntimeThatItShows() {
        Compilation compilation =
                compile("requires static transitive dev.aatomic; requires dev.aatomic.runtime; exports app;");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/ServiceAatomic.java"))
                .contains("@SuppressWarnings(\"exports\")");
    }

    @Test
    void aModuleThatPassesTheRuntimeOnNeedsNoSuppression() {
        Compilation compilation = compile(
                "requires static transitive dev.aatomic; requires transitive dev.aatomic.runtime; exports app;");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/ServiceAatomic.java"))
                .doesNotContain("@SuppressWarnings");
    }

    @Test
    void aModuleThatDoesNotReadTheRuntimeIsToldSo() {
        Compilation compilation = compile("requires static dev.aatomic;");

        assertThat(Compilations.diagnostics(compilation))
                .anyMatch(text -> text.contains("[AatomicRuntimeMissing]"))
                .anyMatch(text -> text.contains("requires dev.aatomic.runtime"));
    }
}
