package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations that generated classes repeat: of any length, and those whose class is missing. */
class CarriedAnnotationsTest {

    private static final JavaFileObject MARKED = JavaFileObjects.forSourceString("app.Marked", """
        package app;

        public @interface Marked {
            String[] value() default {};

            Part[] parts() default {};

            Class<?> type() default Object.class;

            @interface Part {
                String[] value();
            }
        }
        """);

    @TempDir
    private Path directory;

    private static String generate(String type, String member) {
        Compilation compilation = Compilations.strictJavac()
                .compile(
                        MARKED,
                        JavaFileObjects.forSourceString(
                                "app.Texts",
                                "package app; @dev.aatomic.Aatomic" + type + " public interface Texts { " + member
                                        + " }"));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation).get("app/TextsAatomic.java");
    }

    /** P2: texts of any length and of any characters, in every place that has some. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\"", "\\\\", "(,)", "@a .", "a.B "})
    void p2TextsMayBeLong(String part) {
        String text = "\"" + part.repeat(60_000 / part.length()) + "\"";
        String other = text.replaceFirst("^\"", "\"x");

        assertThat(generate(
                        "(using = " + text + ")",
                        "@Marked(" + other + ") void a(); void b(@Marked(" + other + ") String b, int c);"))
                .contains("@Marked(" + other + ")\n", "@Marked(" + other + ") String b,", ".using(" + text + ")");
    }

    /** P2: annotations of many parts. */
    @Test
    void p2AnnotationsMayHaveManyParts() {
        String parts = "@Marked.Part({\"a\", \"b\"}), ".repeat(3_000);

        assertThat(generate(
                        "",
                        "@Marked(value = \"v\", parts = {" + parts + "}) void a(@Marked(parts = {" + parts
                                + "}) String a);"))
                .contains("parts = {@Marked.Part({\"a\", \"b\"}), @Marked.Part(");
    }

    /** P2: names and types of any length and depth, and as many parameters as there can be. */
    @Test
    void p2NamesAndTypesMayBeLong() {
        String name = "a".repeat(5_000);
        String type = "java.util.List<".repeat(150) + "String" + ">".repeat(150);
        StringBuilder parameters = new StringBuilder("int p0");
        for (int index = 1; index < 254; index++) {
            parameters.append(", @Marked(\"").append(index).append("\") int p").append(index);
        }

        assertThat(generate("", type + " " + name + "(" + parameters + ");")).contains(name + ".get(");
    }

    /** A library, of which a class was left out afterwards. */
    private List<File> without(String missing, JavaFileObject... sources) throws IOException {
        Path classes = directory.resolve("library");
        Library library = new Library(classes).compile(UnaryOperator.identity(), List.of("--release", "17"), sources);
        try (Stream<Path> files = Files.list(classes.resolve("gone"))) {
            for (Path file : files.toList()) {
                assertThat(file.getFileName().toString()).startsWith(missing);
                Files.delete(file);
            }
        }
        return library.classPath();
    }

    private String generateUser(List<File> classPath) {
        // What javac says of the class files themselves it says of a class that is written by hand, too.
        return new BothCompilers(directory)
                .generate(
                        Compilations.lenientJavac(),
                        classPath,
                        JavaFileObjects.forSourceString(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User extends lib.Base {}"))
                .get("app/UserAatomic.java");
    }

    /** P3: javac compiles what is written by hand, since it ignores annotations whose class is not there. */
    @Test
    void p3AnAnnotationOfALibraryWhoseClassIsMissingIsLeftOut() throws IOException {
        List<File> classPath = without(
                "Gone",
                JavaFileObjects.forSourceString("gone.Gone", """
                    package gone;

                    public @interface Gone {
                        String value() default "";

                        Class<?> type() default Object.class;
                    }
                    """),
                JavaFileObjects.forSourceString("lib.Base", """
                    package lib;

                    import gone.Gone;

                    @Gone
                    public interface Base {
                        @Gone
                        String plain(String arg0);

                        @Gone("x")
                        String withValue(String arg0);

                        String ofParameter(@Gone String arg0);

                        String ofParameterWithValue(@Gone(type = java.util.Map.class) String arg0);
                    }
                    """));

        assertThat(generateUser(classPath))
                .contains(
                        "    @Override\n    public String plain(String arg0) {",
                        "    @Override\n    public String withValue(String arg0) {",
                        "    public String ofParameter(String arg0) {",
                        "    public String ofParameterWithValue(String arg0) {")
                .doesNotContain("Gone");
    }

    /** P3: annotations of types, nullness included, which javac reads off class files since version 22. */
    @Test
    void p3AnAnnotationOfATypeWhoseClassIsMissingIsLeftOut() throws IOException {
        List<File> classPath = without(
                "Nullable",
                JavaFileObjects.forSourceString("gone.Nullable", """
                    package gone;

                    import java.lang.annotation.*;

                    @Target(ElementType.TYPE_USE)
                    @Retention(RetentionPolicy.RUNTIME)
                    public @interface Nullable {}
                    """),
                JavaFileObjects.forSourceString("lib.Base", """
                    package lib;

                    import gone.Nullable;
                    import java.util.List;

                    public interface Base {
                        @Nullable String result(String arg0);

                        String ofParameter(@Nullable String arg0);

                        List<@Nullable String> ofArgument(String arg0);

                        <T extends @Nullable Object> T ofBound(String arg0);

                        @Nullable String @Nullable [] ofArray(String arg0);

                        boolean equals(@Nullable Object other);
                    }
                    """));

        assertThat(generateUser(classPath))
                .contains(
                        "    public String result(String arg0) {",
                        "    public String ofParameter(String arg0) {",
                        "    public List<String> ofArgument(String arg0) {",
                        "    public <T> T ofBound(String arg0) {",
                        "    public String[] ofArray(String arg0) {")
                .doesNotContain("Nullable");
    }

    /** P3: what an annotation says may be missing, too. */
    @Test
    void p3AnAnnotationOfALibraryThatRefersToAMissingClassIsLeftOut() throws IOException {
        List<File> classPath = without(
                "Gone",
                JavaFileObjects.forSourceString(
                        "gone.Gone", "package gone; public class Gone { public enum Kind { ONE } }"),
                JavaFileObjects.forSourceString("lib.Base", """
                    package lib;

                    import gone.Gone;

                    public interface Base {
                        @Marked(type = Gone.class)
                        String byType(String arg0);

                        @Marked(kind = Gone.Kind.ONE)
                        String byConstant(String arg0);

                        @Marked({Gone.class, String.class})
                        String byTypes(String arg0);

                        String ofParameter(@Marked(inner = @Marked.Inner(Gone[].class)) String arg0);

                        @interface Marked {
                            Class<?> type() default Object.class;

                            Class<?>[] value() default {};

                            Gone.Kind[] kind() default {};

                            Inner[] inner() default {};

                            @interface Inner {
                                Class<?> value();
                            }
                        }
                    }
                    """));

        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(classPath)
                .compile(JavaFileObjects.forSourceString(
                        "app.User", "package app; @dev.aatomic.Aatomic public interface User extends lib.Base {}"));

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/UserAatomic.java"))
                .contains("    public String ofParameter(String arg0) {")
                .doesNotContain("Marked", "Gone");
    }

    /** P3: one that is in the sources the compiler reports. */
    @Test
    void p3AnAnnotationInTheSourcesIsLeftToTheCompiler() {
        Compilation compilation = Compilations.lenientJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.User", "package app; @dev.aatomic.Aatomic public interface User { @Gone void a(); }"));

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null)).contains("class Gone");
    }
}
