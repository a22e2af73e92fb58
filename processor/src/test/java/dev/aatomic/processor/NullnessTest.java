package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nullness annotations, of which some may stand on a declaration and on its type, as JetBrains' do: each is repeated once. */
class NullnessTest {

    private static final JavaFileObject NULLABLE = JavaFileObjects.forSourceString("app.Nullable", """
        package app;

        import java.lang.annotation.*;

        @Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
        public @interface Nullable {
            String value() default "";
        }
        """);

    private static final JavaFileObject OUTER = JavaFileObjects.forSourceString(
            "app.Outer", "package app; public class Outer<A> { public class Inner<B> {} public class Plain {} }");

    private static final String IMPORTS = "package app; import java.util.List; import org.jspecify.annotations.*; ";

    @TempDir
    private Path directory;

    private String generate(String type, String member) {
        return new BothCompilers(directory)
                .generate(
                        NULLABLE,
                        OUTER,
                        JavaFileObjects.forSourceString(
                                "app.Base",
                                "package app; public interface Base<T> { @SuppressWarnings(\"unchecked\") " + member
                                        + " }"),
                        JavaFileObjects.forSourceString(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User<U> extends Base<" + type
                                        + "> {}"))
                .get("app/UserAatomic.java");
    }

    /** Javac gives the type variable none that may stand on the declaration as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        @Nullable String | @Nullable T a(); | @Nullable String a()
        @Nullable U | @Nullable T a(); | @Nullable U a()
        String | @Nullable T a(); | @Nullable String a()
        @Nullable String[] | @Nullable T a(); | @Nullable String @Nullable [] a()
        @Nullable String[] | @Nullable T[] a(); | @Nullable String[] @Nullable [] a()
        String | @Nullable T @Nullable [][] a(); | @Nullable String @Nullable [][] a()
        @Nullable("x") String | @Nullable("y") T a(); | @Nullable("y") String a()
        @Nullable String | void a(@Nullable T t); | void a(@Nullable String t)
        @Nullable U | void a(@Nullable T... t); | void a(@Nullable U... t)
        String[] | void a(@Nullable T @Nullable [] t); | void a(String @Nullable [] @Nullable [] t)
        String | <V> @Nullable V a(@Nullable V v); | <V> @Nullable V a(@Nullable V v)
        """)
    void ofATypeVariable(String type, String member, String expected) {
        assertThat(generate(type, member)).contains("    public " + expected + " {");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        @Nullable Outer<T>.Inner<T> a(); | @Nullable Outer<String>.Inner<String> a()
        @Nullable Outer<T>.Plain a(); | @Nullable Outer<String>.Plain a()
        void a(@Nullable Outer<T>.Inner<T> x); | void a(@Nullable Outer<String>.Inner<String> x)
        Outer<T>.@Nullable Inner<T> a(); | Outer<String>.@Nullable Inner<String> a()
        """)
    void ofTheTypeAroundAnInnerOne(String member, String expected) {
        assertThat(generate("String", member)).contains("    public " + expected + " {");
    }

    /** Of a value that may be null, one that may not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        @Nullable String | @NonNull T a(); | @NonNull String a()
        @Nullable U | void a(List<? super @NonNull T> t); | void a(List<? super @NonNull U> t)
        @Nullable String @Nullable [] | @NonNull T a(); | @Nullable String @NonNull [] a()
        @Nullable String | T a(); | @Nullable String a()
        """)
    void ofATypeVariableCountsMoreThanThatOfItsTypeArgument(String type, String member, String expected) {
        JavaFileObject base =
                JavaFileObjects.forSourceString("app.Base", IMPORTS + "interface Base<T> { " + member + " }");
        JavaFileObject user = JavaFileObjects.forSourceString(
                "app.User", IMPORTS + "@dev.aatomic.Aatomic interface User<U> extends Base<" + type + "> {}");

        assertThat(new BothCompilers(directory).generate(base, user).get("app/UserAatomic.java"))
                .contains("    public " + expected + " {");
    }
}
