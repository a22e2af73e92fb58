package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users whose code is in a named module. */
class ModulesTest {

    @TempDir
    private static Path directory;

    private static File jooq;

    /** The runtime's module declares jOOQ, and javac insists on finding it; its content does not matter here. */
    @BeforeAll
    static void makeJooq() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", "org.jooq");
        jooq = directory.resolve("jooq.jar").toFile();
        new JarOutputStream(new FileOutputStream(jooq), manifest).close();
    }

    private static Compilation compile(String directives) {
        String modulePath = Stream.concat(CaseFiles.classPath().stream(), Stream.of(jooq))
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
