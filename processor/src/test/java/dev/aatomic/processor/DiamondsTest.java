package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Superinterfaces that declare one method, each in its own way: the generated class overrides them all. */
class DiamondsTest {

    @TempDir
    private Path directory;

    private static JavaFileObject[] diamond(String first, String second, String type) {
        return new JavaFileObject[] {
            source("First", "public interface First<K> { " + first + " }"),
            source("Second", "public interface Second<K> { " + second + " }"),
            source("Both", "@dev.aatomic.Aatomic " + type)
        };
    }

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(
                "app." + name,
                "package app; import java.util.*; @SuppressWarnings({\"rawtypes\", \"unchecked\"}) " + text);
    }

    private void assertGenerated(String expected, JavaFileObject... sources) {
        assertThat(new BothCompilers(directory).generate(sources).get("app/BothAatomic.java"))
                .contains("    public " + expected + " {");
    }

    /** Whichever comes first, and whatever each calls its type variable. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <T> Iterable<T> all(Class<T> type); | <T> List<T> all(Class<T> type); | <T> List<T> all(Class<T> type)
        <T> Iterable<T> all(); | <U> List<U> all(); | <U> List<U> all()
        <T, U> Map<U, T[]> all(); | <T, V> HashMap<V, T[]> all(); | <T, V> HashMap<V, T[]> all()
        <T> Collection<? extends T> all(); | <U> List<? extends U> all(); | <U> List<? extends U> all()
        <T extends Comparable<T>> Object all(T t); | <U extends Comparable<U>> U all(U t); | \
            <U extends Comparable<U>> U all(U t)
        Iterable<K> all(); | List<K> all(); | List<String> all()
        """)
    void whatAGenericMethodReturnsIsTheNarrowestType(String wide, String narrow, String expected) {
        assertGenerated(
                expected, diamond(wide, narrow, "public interface Both extends First<String>, Second<String> {}"));
        assertGenerated(
                expected, diamond(narrow, wide, "public interface Both extends First<String>, Second<String> {}"));
    }

    @Test
    void aClassOfBothMayReturnLess() {
        assertGenerated(
                "<T> List<T> all(Class<T> type)",
                diamond(
                        "<T> Iterable<T> all(Class<T> type);",
                        "<T> List<T> all(Class<T> type);",
                        "public class Both implements First<String>, Second<String> { public <X> ArrayList<X>"
                                + " all(Class<X> type) { return null; } }"));
    }

    /** In the order of their type variables. */
    @Test
    void whatIsThrownIsComparedToo() {
        assertGenerated(
                "<X extends Exception, Y extends Exception> void all() throws Y",
                diamond(
                        "<X extends Exception, Y extends Exception> void all() throws X, Y;",
                        "<Y extends Exception, X extends Exception> void all() throws X;",
                        "public interface Both extends First<String>, Second<String> {}"));
    }

    /** A method with the raw signature overrides both, one with the other signature only its own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        void all(List<K> list); | void all(List list); | void all(List list)
        <T> void all(Class<T> type, int i); | void all(Class type, int i); | void all(Class type, int i)
        Iterable<K> all(Map<K, ?> map); | List<K> all(Map map); | List<String> all(Map map)
        <T> T all(T value); | Object all(Object value); | Object all(Object value)
        """)
    void theRawSignatureIsTheOneToImplement(String generic, String raw, String expected) {
        String body = expected.startsWith("void") ? " {}" : " { return null; }";
        String type = "public interface Both extends First<String>, Second<String> {}";
        String form = "public class Both implements First<String>, Second<String> { public " + expected + body + " }";
        if (!generic.startsWith("Iterable")) {
            assertGenerated(expected, diamond(generic, raw, type));
            assertGenerated(expected, diamond(raw, generic, type));
        }
        assertGenerated(expected, diamond(generic, raw, form));
        assertGenerated(expected, diamond(raw, generic, form));
    }

    /** Where a call means the other one, and gets or has to expect more than the raw one allows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Iterable<K> all(List<K> list); | ArrayList<K> all(List list);
        ArrayList<K> all(List<K> list); | Iterable<K> all(List list);
        void all(List<K> list) throws java.io.IOException; | void all(List list);
        """)
    void aRawSignatureThatAllowsLessIsAmbiguous(String generic, String raw) {
        Compilation compilation = Compilations.strictJavac()
                .compile(diamond(generic, raw, "interface Both extends First<String>, Second<String> {}"));

        assertThat(Compilations.diagnostics(compilation))
                .singleElement()
                .asString()
                .contains("[AatomicAmbiguousMethod]", "'First'", "'Second'");
    }

    /** A call may throw anything unchecked. */
    @Test
    void anUncheckedExceptionOfTheOtherSignatureIsNoMore() {
        assertGenerated(
                "void all(List list)",
                diamond(
                        "void all(List<K> list) throws IllegalStateException;",
                        "void all(List list) throws Error;",
                        "public interface Both extends First<String>, Second<String> {}"));
    }

    /** A type variable takes less than what is left of it, so that a call means the raw one. */
    @Test
    void aRawSignatureThatACallMeansMayThrowWhatBothAllow() {
        JavaFileObject[] sources = diamond(
                "List<K> all(K k) throws java.io.IOException;",
                "List<K> all(K k);",
                "public interface Both<K> extends First, Second<K> {}");

        Compilation compilation = Compilations.strictJavac().compile(sources);

        assertThat(Compilations.diagnostics(compilation))
                .singleElement()
                .asString()
                .contains("[AatomicAmbiguousMethod]");
        assertGenerated(
                "List all(Object k)",
                diamond(
                        "List<K> all(K k);",
                        "List<K> all(K k) throws java.io.IOException;",
                        "public interface Both<K> extends First, Second<K> {}"));
    }
}
