package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message says to do can be done, and loses no transaction. */
@Tag("bad-input")
class AdviceTest {

    private static final String LEAVE_OUT = "annotate %s with @NonAatomic";

    @TempDir
    private Path directory;

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString("app." + name, "package app; import dev.aatomic.*; " + text);
    }

    private static List<String> messages(Compilation compilation) {
        return compilation.diagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .map(diagnostic -> diagnostic.getMessage(null).replaceAll(" \\(docs/.*", ""))
                .toList();
    }

    /** P11: whatever it is, it can be left out; a default method's own calls then go through the generated class. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        interface User { java.util.stream.Stream<String> m(); } | LazyResult | the method
        interface User { default java.util.stream.Stream<String> m() { return null; } } | LazyResult | the method
        interface User { void a(); default java.util.stream.Stream<String> m() { return null; } } | LazyResult | the method
        interface User { void a(); default java.util.concurrent.Future<String> m() { return null; } } | ReturnType | the method
        class User implements Root {} | LazyResult | the method
        class User implements Root { public java.util.stream.Stream<String> m() { return null; } } | LazyResult | the method
        """)
    void p11AMethodThatCannotBeInABlockIsToBeLeftOut(String type, String id, String name) {
        assertThat(messages(compile(
                        source(
                                "Root",
                                "interface Root { default java.util.stream.Stream<String> m() { return null; } }"),
                        source("User", "@Aatomic " + type))))
                .singleElement()
                .asString()
                .startsWith("[Aatomic" + id + "] ")
                .endsWith(", or " + LEAVE_OUT.formatted(name));
    }

    /** P11: nobody can annotate an interface of a library. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        record User() implements lib.Api {} | 'User' is a record. Extract an interface that extends 'Api', and annotate that
        record User() implements Runnable, lib.Api { public void run() {} } | 'User' is a record. Extract an interface that extends 'Api', and annotate that
        enum User implements lib.Api, Own { ONE } | 'User' is an enum. Annotate 'Own' instead
        enum User implements Runnable { ONE; public void run() {} } | 'User' is an enum. Extract an interface, and annotate that
        """, quoteCharacter = '"')
    void p11AnInterfaceOfALibraryIsNotToBeAnnotated(String type, String found) {
        Library library = new Library(directory)
                .compile(
                        UnaryOperator.identity(),
                        List.of("--release", "17"),
                        JavaFileObjects.forSourceString("lib.Api", "package lib; public interface Api {}"));
        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(library.classPath())
                .compile(source("Own", "interface Own {}"), source("User", "@Aatomic " + type));

        assertThat(messages(compilation)).singleElement().asString().endsWith("; " + found);
    }

    private static Compilation compile(JavaFileObject... sources) {
        return Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPathWith(kotlin.Unit.class))
                .compile(sources);
    }
}
