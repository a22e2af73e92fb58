package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;

/** Users whose code is in a named module. */
class ModulesTest {

    private static Compilation compile(String directives, JavaFileObject... others) {
        // Neither jOOQ nor JSpecify: a user needs none of them.
        String modulePath = CaseFiles.classPath().stream()
                .filter(file -> !file.getName().startsWith("jspecify"))
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        return Compilations.strictJavac()
                .withOptions("-Xlint:all", "-Werror", "--release", "17", "--module-path", modulePath)
                .compile(Stream.concat(
                                Stream.of(
                                        JavaFileObjects.forSourceString(
                                                "module-info", "module users { " + directives + " }"),
                                        JavaFileObjects.forSourceString(
                                                "app.Service",
                                                "package app; @dev.aatomic.Aatomic public interface Service { void"
                                                        + " serve(); }")),
                                Stream.of(others))
                        .toList());
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

    @Test
    void aModuleThatDoesNotReadAnAdapterIsToldSo() {
        Compilation compilation = compile(
                "requires static dev.aatomic; requires dev.aatomic.runtime;",
                JavaFileObjects.forSourceString(
                        "reactor.core.publisher.Mono", "package reactor.core.publisher; public interface Mono<T> {}"),
                JavaFileObjects.forSourceString(
                        "app.Reactive",
                        "package app; @dev.aatomic.Aatomic public interface Reactive {"
                                + " reactor.core.publisher.Mono<String> serve(); }"));

        assertThat(Compilations.diagnostics(compilation))
                .anyMatch(text -> text.contains("[AatomicAdapterMissing]"))
                .anyMatch(text -> text.contains("'requires dev.aatomic.reactor'"));
    }

    @Test
    void anAdapterOfTheModuleIsFound() {
        Compilation compilation = compile(
                "requires static dev.aatomic; requires dev.aatomic.runtime;",
                JavaFileObjects.forSourceString("app.Task", """
                        package app;

                        import dev.aatomic.runtime.*;

                        @dev.aatomic.Aatomic
                        @dev.aatomic.AdaptedBy(Task.Blocks.class)
                        public interface Task {
                            Task next();

                            interface Blocks {
                                @dev.aatomic.ReturnTypeAdapter
                                static Task task(Atomic atomic, CheckedSupplier<? extends Task, ?> body) {
                                    throw new UnsupportedOperationException();
                                }
                            }
                        }
                        """));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/TaskAatomic.java"))
                .contains("Task.Blocks.task(next, () -> delegate.next())");
    }
}
