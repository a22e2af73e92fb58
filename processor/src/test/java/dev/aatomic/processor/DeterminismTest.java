package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated depends on the sources alone, byte for byte. */
class DeterminismTest {

    private static final List<String> CASES = List.of(
            "accounts", "exceptions", "generics", "inheritance", "settings", "unnamed", "spring", "guice", "dagger");

    static Stream<String> cases() {
        return CaseFiles.names("good");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderOfTheSourcesDoesNotMatter(long seed) {
        for (String name : CASES) {
            List<JavaFileObject> sources = new ArrayList<>(CaseFiles.fileObjects("good", name));
            Collections.shuffle(sources, new Random(seed));

            Compilation compilation = Compilations.lenientJavac(name).compile(sources);

            assertThat(Compilations.generated(compilation)).isEqualTo(CaseFiles.texts("expected", name));
        }
    }

    /** As on another operating system: such properties are read once, so each combination has a process of its own. */
    @ParameterizedTest
    @CsvSource({"UTF-8, \\r\\n, tr, TR", "ISO-8859-1, \\n, ar, EG", "windows-1252, \\r\\n, de, CH"})
    void theOperatingSystemDoesNotMatter(
            String charset, String lineEnd, String language, String country, @TempDir Path output) throws Exception {
        String separator = lineEnd.replace("\\r", "\r").replace("\\n", "\n");
        for (String name : List.of("accounts", "settings", "guice")) {
            Path directory = Files.createDirectories(output.resolve(name));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                    "-J-Dfile.encoding=" + charset,
                    "-J-Dline.separator=" + separator,
                    "-J-Duser.language=" + language,
                    "-J-Duser.country=" + country,
                    "-encoding",
                    "UTF-8",
                    "-cp",
                    CaseFiles.classPath(name).stream()
                            .map(File::getPath)
                            .collect(Collectors.joining(File.pathSeparator)),
                    "-processorpath",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "-processor",
                    AatomicProcessor.class.getName(),
                    "-proc:only",
                    "-s",
                    directory.toString()));
            CaseFiles.sources("good", name).forEach(file -> command.add(file.toString()));
            Path messages = output.resolve(name + ".txt");

            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start()
                    .waitFor();

            assertThat(exit).as(Files.readString(messages)).isZero();
            assertThat(bytes(directory)).isEqualTo(CaseFiles.texts("expected", name));
        }
    }

    /** Gradle recompiles one interface with the rest as class files, and keeps what it has of the others. */
    @ParameterizedTest
    @MethodSource("cases")
    void whatElseIsCompiledDoesNotMatter(String name, @TempDir Path classes) throws IOException {
        List<Path> files = CaseFiles.sources("good", name);
        Compilation all = Compilations.lenientJavac(name)
                .withOptions("--release", "17", "-parameters")
                .compile(CaseFiles.fileObjects("good", name));
        for (JavaFileObject file : all.generatedFiles()) {
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                Path target = classes.resolve(file.getName().replaceFirst("^/?CLASS_OUTPUT/", ""));
                Files.createDirectories(target.getParent());
                try (var stream = file.openInputStream()) {
                    Files.write(target, stream.readAllBytes());
                }
            }
        }
        List<File> classPath = new ArrayList<>(CaseFiles.classPath(name));
        classPath.add(classes.toFile());
        Map<String, String> texts = new TreeMap<>();
        for (int index = 0; index < files.size(); index++) {
            Compilation one = Compilations.lenientJavac()
                    .withClasspath(classPath)
                    .compile(CaseFiles.fileObjects("good", name).get(index));
            texts.putAll(Compilations.generated(one));
        }

        assertThat(texts).isEqualTo(CaseFiles.texts("expected", name));
    }

    @Test
    void everyFileComesFromOneTopLevelInterface() {
        for (String name : CaseFiles.names("good").toList()) {
            OriginatingElements origins = new OriginatingElements();

            Compilation compilation = Compilations.lenientJavac(name)
                    .withProcessors(origins)
                    .compile(CaseFiles.fileObjects("good", name));

            assertThat(origins.byFile().keySet())
                    .hasSameSizeAs(Compilations.generated(compilation).keySet());
            origins.byFile()
                    .forEach((file, elements) -> assertThat(elements)
                            .as(file)
                            .hasSize(1)
                            .allMatch(element -> element.replace('.', '_')
                                    .equals(file.replaceFirst("Aatomic(Module)?$", "")
                                            .replace('.', '_'))));
        }
    }

    private static Map<String, String> bytes(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(
                        directory.relativize(file).toString().replace('\\', '/'),
                        new String(Files.readAllBytes(file), UTF_8));
            }
        }
        return texts;
    }
}
