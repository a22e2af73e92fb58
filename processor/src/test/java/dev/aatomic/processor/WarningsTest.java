package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who let no warning pass are not given one by what generated classes have to repeat. */
class WarningsTest {

    private static final JavaFileObject OLD = JavaFileObjects.forSourceString("app.Old", """
        package app;

        import java.lang.annotation.*;

        @Deprecated(forRemoval = true)
        public class Old {
            public static class Part {
                public interface Deep {}
            }

            public static class Failure extends RuntimeException {
                private static final long serialVersionUID = 1;
            }

            @SuppressWarnings("removal")
            public interface Ledger {
                void book();
            }
        }
        """);

    private static final JavaFileObject OLDER = JavaFileObjects.forSourceString("app.Older", """
        package app;

        @Deprecated
        public class Older {
            public static class Part {}
        }
        """);

    private static final JavaFileObject MARKED = JavaFileObjects.forSourceString("app.Marked", """
        package app;

        public @interface Marked {
            @Deprecated(forRemoval = true)
            String gone() default "";

            @Deprecated
            String old() default "";

            Kind kind() default Kind.FINE;

            Kind[] kinds() default {};

            Class<?> type() default Object.class;

            Class<?>[] types() default {};

            Inner inner() default @Inner;

            @interface Inner {
                @Deprecated
                int old() default 0;
            }

            enum Kind {
                FINE,
                @Deprecated
                OLD,
                @Deprecated(forRemoval = true)
                GONE
            }
        }
        """);

    private static final JavaFileObject NULLABLE = JavaFileObjects.forSourceString("app.Nullable", """
        package app;

        import java.lang.annotation.*;

        @Deprecated
        @Target(ElementType.TYPE_USE)
        public @interface Nullable {}
        """);

    private static Map<String, String> generate(JavaFileObject... sources) {
        JavaFileObject[] all = Stream.concat(Stream.of(OLD, OLDER, MARKED, NULLABLE), Arrays.stream(sources))
                .toArray(JavaFileObject[]::new);
        Compilation compilation = Compilations.strictJavac().compile(all);
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation);
    }

    /** P7: everything that a method, its types and its annotations can name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "void a(Old.Part part);",
                "void a(Old.Part.Deep part);",
                "Old.Part a();",
                "java.util.List<? extends Old.Part[]> a();",
                "<T extends Old.Part> T a();",
                "void a() throws Old.Failure;",
                "void a(Older.Part part);",
                "@Marked(gone = \"x\") void a();",
                "@Marked(old = \"x\") void a();",
                "void a(@Marked(gone = \"x\", old = \"y\") String a);",
                "@Marked(kind = Marked.Kind.OLD) void a();",
                "@Marked(kind = Marked.Kind.GONE) void a();",
                "@Marked(kinds = {Marked.Kind.FINE, Marked.Kind.GONE}) void a();",
                "@Marked(inner = @Marked.Inner(old = 1)) void a();",
                "@Marked(type = Old.Part.class) void a();",
                "@Marked(types = {Old.Part[].class, Older.class}) void a();",
                "void finalize(); void a();",
                "default void finalize() {} default void a() {}",
                "@Nullable String a();",
                "void a(java.util.List<@Nullable String> a);",
                "String @Nullable [] a();",
                "<T extends @Nullable Object> void a(T a);",
                "@dev.aatomic.Aatomic(noRollbackFor = Old.Failure.class) void a();",
                "@dev.aatomic.Aatomic(retry = @dev.aatomic.Retry(maxAttempts = 2, retryFor = Old.Failure.class)) void"
                        + " a();"
            })
    void p7WhatIsDeprecatedIsRepeatedWithoutAWarning(String member) {
        assertThat(generate(JavaFileObjects.forSourceString(
                        "app.User",
                        "package app; @SuppressWarnings({\"removal\", \"deprecation\"}) @dev.aatomic.Aatomic "
                                + "public interface User { " + member + " }")))
                .hasSize(1);
    }

    /** P7: what several declarations have in common may be of none that the method is taken from. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface User extends Files.Reader, Files.OldReader {}",
                "interface User extends Files.OldReader, Files.Reader {}",
                "interface User extends Files.Reader, Files.GoneReader {}",
                "class User implements Files.Reader { @SuppressWarnings(\"removal\") public void read() throws"
                        + " Files.GoneFailure {} }",
                "class User implements Files.Reader { @SuppressWarnings(\"deprecation\") public void read() throws"
                        + " Files.OldFailure {} }"
            })
    void p7ADeprecatedExceptionOfAnotherDeclarationIsRepeatedWithoutAWarning(String type) {
        assertThat(generate(
                        JavaFileObjects.forSourceString("app.Files", """
                            package app;

                            public interface Files {
                                @Deprecated
                                class OldFailure extends java.io.IOException {
                                    private static final long serialVersionUID = 1;
                                }

                                @Deprecated(forRemoval = true)
                                class GoneFailure extends java.io.IOException {
                                    private static final long serialVersionUID = 1;
                                }

                                interface Reader {
                                    void read() throws java.io.IOException;
                                }

                                interface OldReader {
                                    @SuppressWarnings("deprecation")
                                    void read() throws OldFailure;
                                }

                                interface GoneReader {
                                    @SuppressWarnings("removal")
                                    void read() throws GoneFailure;
                                }
                            }
                            """),
                        JavaFileObjects.forSourceString(
                                "app.User", "package app; @dev.aatomic.Aatomic public " + type)))
                .hasSize(1);
    }

    /** P7: what is in the stage is in no throws clause. */
    @Test
    void p7NothingIsSuppressedForAnExceptionThatIsNotRepeated() {
        String generated =
                generate(JavaFileObjects.forSourceString("app.User", """
                    package app;

                    @dev.aatomic.Aatomic
                    public interface User {
                        @SuppressWarnings("removal")
                        java.util.concurrent.CompletionStage<String> a() throws Old.Failure;
                    }
                    """)).get("app/UserAatomic.java");

        assertThat(generated).doesNotContain("SuppressWarnings");
    }

    /** P7: the annotated type may be within a deprecated one, too. */
    @ParameterizedTest
    @CsvSource({"Old,'(forRemoval = true)'", "Older,''"})
    void p7ATypeInADeprecatedOneIsWrappedWithoutAWarning(String name, String arguments) {
        assertThat(generate(JavaFileObjects.forSourceString("app.Around", """
            package app;

            @Deprecated%s
            public class Around {
                @dev.aatomic.Aatomic
                public interface Accounts<T extends Accounts<T>> {
                    T book(T other);
                }

                @dev.aatomic.Aatomic
                public static class Service implements Accounts<Service> {
                    @Override
                    public Service book(Service other) {
                        return other;
                    }
                }
            }
            """.formatted(arguments))))
                .hasSize(2);
    }

    /** P7: so is what the class itself is declared with. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface User<T extends @Nullable Object> { T a(); }",
                "interface User<T extends java.util.List<@Nullable T>> { T a(); }",
                "class User implements java.util.function.Supplier<@Nullable String> { public String get() { return null; } }"
            })
    void p7WhatIsDeprecatedIsRepeatedAboveTheClassWithoutAWarning(String type) {
        assertThat(generate(JavaFileObjects.forSourceString(
                        "app.User",
                        "package app; @SuppressWarnings(\"deprecation\") @dev.aatomic.Aatomic public " + type)))
                .hasSize(1);
    }

    /** P7: javac forgets what stands on a type variable, once something is in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"@Nullable T a();", "void a(@Nullable T[] a);", "java.util.List<? super @Nullable T> a();"})
    void p7WhatIsDeprecatedIsInheritedWithATypeVariableWithoutAWarning(String member) {
        assertThat(generate(
                        JavaFileObjects.forSourceString(
                                "app.Base",
                                "package app; @SuppressWarnings(\"deprecation\") public interface Base<T> { " + member
                                        + " }"),
                        JavaFileObjects.forSourceString(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User<Q> extends Base<Q> {}")))
                .hasSize(1);
    }

    /** P7: only what warns is suppressed. */
    @Test
    void p7NothingIsSuppressedNeedlessly() {
        String generated =
                generate(JavaFileObjects.forSourceString("app.User", """
                    package app;

                    @dev.aatomic.Aatomic
                    public interface User {
                        @Marked(kind = Marked.Kind.FINE, type = java.util.List.class, inner = @Marked.Inner)
                        void a();
                    }
                    """)).get("app/UserAatomic.java");

        assertThat(generated).contains("type = List.class").doesNotContain("SuppressWarnings");
    }
}
