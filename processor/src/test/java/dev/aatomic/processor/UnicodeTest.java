package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and texts in any script, in any encoding; no golden files, since not every file system can name them. */
class UnicodeTest {

    private static final String TEXT =
            "\u00dcbung \u2028\u2029\u0085\ud83d\ude00\ud83d\ude00\ud800 \\ \" \n\r\t\0\u007f \u5927";

    @Test
    void namesAndTextsAreEscapedWhereNotEveryEncodingHasThem() {
        Compilation compilation =
                Compilations.strictJavac().compile(JavaFileObjects.forSourceString("büro.Größe", """
                    package büro;

                    @dev.aatomic.Aatomic(using = "Übung \\0 \\" \\\\ 😀")
                    public interface Größe<Ω> {
                        java.util.concurrent.CompletionStage<Ω> größer(Ω straße, int $_);

                        void 大きさ(Größe<Ω> 値);

                        void $();

                        interface Kürzel {
                            @dev.aatomic.Aatomic
                            void über();
                        }
                    }
                    """));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation))
                .containsOnlyKeys("büro/GrößeAatomic.java", "büro/Größe_KürzelAatomic.java");
        assertThat(Compilations.generated(compilation).get("büro/GrößeAatomic.java"))
                .contains(
                        "named(\"Gr\\u00f6\\u00dfe.gr\\u00f6\\u00dfer\")",
                        ".using(\"\\u00dcbung \\u0000 \\\" \\\\ \\ud83d\\ude00\")",
                        "gr\\u00f6\\u00dfer.getStageAsync(",
                        "delegate.gr\\u00f6\\u00dfer(stra\\u00dfe, $_)",
                        "\\u5927\\u304d\\u3055.run(() -> delegate.\\u5927\\u304d\\u3055(\\u5024));",
                        "$.run(() -> delegate.$());");
        assertThat(Compilations.generated(compilation).values())
                .allMatch(text -> text.chars().allMatch(unit -> unit < 128));
    }

    /** P8, J10: the text of a setting and of an annotation, whatever its characters and the encoding of the sources. */
    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "ISO-8859-1", "UTF-8", "UTF-16", "IBM1047", "Cp1252"})
    void p8TextsAreTheSameInEveryEncoding(String encoding, @TempDir Path directory) throws Exception {
        String literal = TEXT.chars()
                .mapToObj(unit -> switch (unit) {
                    case '\\' -> "\\\\";
                    case '"' -> "\\\"";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    default -> "\\u%04x".formatted(unit);
                })
                .collect(Collectors.joining());
        Path source = directory.resolve("Exercise.java");
        Files.writeString(source, """
            package app;

            import java.lang.annotation.*;

            @dev.aatomic.Aatomic(using = "%s")
            public interface Exercise {
                @Marked(value = "%s", letter = '\\u00fc')
                void \\u00fcben();

                @Retention(RetentionPolicy.RUNTIME)
                @interface Marked {
                    String value();

                    char letter();
                }
            }
            """.formatted(literal, literal), Charset.forName(encoding));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = javac.getStandardFileManager(null, null, Charset.forName(encoding))) {
            String classPath =
                    CaseFiles.classPath().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
            var options = List.of(
                    "-encoding", encoding, "-cp", classPath, "-d", directory.toString(), "-Xlint:all", "-Werror");
            var task = javac.getTask(messages, files, null, options, null, files.getJavaFileObjects(source));
            task.setProcessors(List.of(new AatomicProcessor(), new ClaimingProcessor()));
            assertThat(task.call()).as(messages.toString()).isTrue();
        }
        List<String> record = new ArrayList<>();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> type = loader.loadClass("app.Exercise");
            Object delegate = Proxy.newProxyInstance(loader, new Class<?>[] {type}, (proxy, method, arguments) -> null);
            Class<?> generated = loader.loadClass("app.ExerciseAatomic");
            Object wrapper = generated.getConstructors()[0].newInstance(
                    delegate, new RecordingTransactions(record).transactions());
            Method method = generated.getMethod("\u00fcben");
            method.invoke(wrapper);

            assertThat(record.get(0)).isEqualTo("run Exercise.\u00fcben using " + TEXT);
            assertThat(method.getAnnotations()[0].toString())
                    .isEqualTo(type.getMethod("\u00fcben").getAnnotations()[0].toString());
        }
    }

    /** J10: no text breaks a line of the generated source. */
    @ParameterizedTest
    @ValueSource(ints = {0x2028, 0x2029, 0x85, 0x0b, 0x0c, 0x0a, 0x0d, 0x1a, 0xfeff, 0xd800, 0xdc00, 0xffff})
    void j10NoCharacterOfAnAttributeBreaksTheSource(int unit) {
        String text = "a%cb".formatted((char) unit);
        String literal = unit == 0x0a ? "a\\nb" : unit == 0x0d ? "a\\rb" : "a\\u%04xb".formatted(unit);

        Compilation compilation = Compilations.strictJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.A",
                        "package app; @dev.aatomic.Aatomic(using = \"" + literal
                                + "\") public interface A { void a(); }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AAatomic.java"))
                .contains(".using(\"" + literal + "\")")
                .doesNotContain(text);
    }
}
