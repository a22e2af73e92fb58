package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users whose code is in a named module. */
class ModulesTest {

    private static Compilation compile(String directives, JavaFileObject... others) {
        // Neither jOOQ nor JSpecify: a user needs none of them.
        String modulePath = CaseFiles.classPath().stream()
                .filter(file -> !file.getName().startsWith("jspecify"))
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        return Compilations.strictJavac()
                .withOptions(
                        "-Xlint:all,-processing,-missing-explicit-ctor",
                        "-Werror",
                        "--release",
                        "17",
                        "--module-path",
                        modulePath)
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

    private static final String EXPORTING =
            "requires static transitive dev.aatomic; requires transitive dev.aatomic.runtime; exports app; ";

    private static String generateShown(String directives, String type) {
        Compilation compilation = compile(
                EXPORTING + directives,
                JavaFileObjects.forSourceString("internal.Thing", """
                    package internal;

                    public interface Thing {
                        interface Part {
                            void serve() throws Failure;
                        }

                        class Failure extends Exception {
                            private static final long serialVersionUID = 1;
                        }

                        @java.lang.annotation.Documented
                        @interface Mark {}

                        @interface Remark {}

                        @java.lang.annotation.Documented
                        @java.lang.annotation.Target(java.lang.annotation.ElementType.TYPE_USE)
                        @interface Nullable {}
                    }
                    """),
                JavaFileObjects.forSourceString("app.Hidden", """
                    package app;

                    interface Hidden {
                        Hidden serve();

                        static void use(internal.Thing thing) {}
                    }
                    """),
                JavaFileObjects.forSourceString("app.Kind", """
                    package app;

                    @java.lang.annotation.Documented
                    public @interface Kind {
                        Class<?>[] value();
                    }
                    """),
                JavaFileObjects.forSourceString(
                        "app.Shown", "package app; import internal.*; @dev.aatomic.Aatomic " + type));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation).get("app/ShownAatomic.java");
    }

    /** As the module of the interface does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface Shown { Thing serve(); }",
                "interface Shown { void serve(java.util.List<? extends Thing.Part[]> things); }",
                "interface Shown { <T extends Thing> void serve(T thing); }",
                "interface Shown { void serve() throws Thing.Failure; }",
                "interface Shown { java.net.http.HttpClient serve(); }",
                "interface Shown { Hidden serve(); }",
                "interface Shown { @Thing.Mark void serve(); }",
                "interface Shown { void serve(@Thing.Mark String text); }",
                "interface Shown { @Kind({String.class, Thing.class}) void serve(); }",
                "interface Shown { @Thing.Nullable String serve(); }",
                "interface Shown<T extends Thing & Comparable<T>> { T serve(); }",
                "interface Shown<T extends @Thing.Nullable Object> { T serve(); }",
                "interface Shown extends Thing.Part {}",
                "class Shown implements Thing.Part { public void serve() throws Thing.Failure {} }",
                "class Shown implements java.util.function.Consumer<Thing> { public void accept(Thing thing) {} }"
            })
    void anExportedClassMayShowWhatItsModuleDoesNotExport(String type) {
        assertThat(generateShown("requires java.net.http;", "@SuppressWarnings(\"exports\") public " + type))
                .contains("@SuppressWarnings(\"exports\")");
    }

    /** Javac does not look at what its superinterface shows, which is not public. */
    @Test
    void anExportedClassMayShowWhatItInheritsFromAHiddenInterface() {
        assertThat(generateShown("", "public interface Shown extends Hidden {}"))
                .contains("    @SuppressWarnings(\"exports\")\n    public Hidden serve() {");
    }

    @Test
    void anExportedClassMayShowItsMark() {
        assertThat(generateShown("requires static java.compiler;", "public interface Shown { void serve(); }"))
                .contains("@Generated(", "@SuppressWarnings(\"exports\")\npublic final class");
    }

    /** Nothing of these is unknown to the readers of the module, or they do not see the class. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        requires transitive java.net.http; | public interface Shown { java.net.http.HttpClient serve(); }
        requires transitive java.se; | public interface Shown { java.net.http.HttpClient serve(); }
        requires java.net.http; | public interface Shown { java.util.List<String> serve(); }
        requires java.net.http; | public interface Shown { @Thing.Remark void serve(); }
        exports internal; | public interface Shown { Thing.Part serve() throws Thing.Failure; }
        """)
    void nothingIsSuppressedOfWhatIsPassedOn(String directives, String type) {
        assertThat(generateShown(directives, type)).doesNotContain("@SuppressWarnings");
    }

    @Test
    void nothingIsSuppressedOfWhatIsNotPublic() {
        assertThat(generateShown(
                        "requires java.net.http;",
                        "interface Shown { java.net.http.HttpClient serve(); Thing thing(); }"))
                .doesNotContain("@SuppressWarnings");
    }
}
