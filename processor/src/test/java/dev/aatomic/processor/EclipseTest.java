package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eclipse's compiler generates, letter by letter, what javac does, and compiles it. */
class EclipseTest {

    @TempDir
    private Path output;

    static Stream<String> cases() {
        // Eclipse refuses a permits clause that names a class which does not exist yet.
        return CaseFiles.names("good").filter(name -> !name.equals("sealed"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void generatesWhatIsExpected(String name) throws IOException {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();

        boolean success = compile(CaseFiles.sources("good", name), CaseFiles.classPath(name), diagnostics);

        assertThat(generated()).isEqualTo(CaseFiles.texts("expected", name));
        assertThat(success)
                .as(() -> diagnostics.getDiagnostics().stream()
                        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                        .toList()
                        .toString())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout = 5",
                "noRollbackFor = int.class",
                "noRollbackFor = {Error.class, Throwable[].class}",
                "retry = @Retry(retryFor = void.class)"
            })
    void leavesValuesOfTheWrongTypeToTheCompiler(String attribute, @TempDir Path sources) throws IOException {
        Path file = sources.resolve("Wrong.java");
        Files.writeString(file, "import dev.aatomic.*; interface Wrong { @Aatomic(" + attribute + ") void a(); }");

        assertThatTheCompilerComplains(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"String\"", "Nothing.class"})
    void leavesAdaptersOfTheWrongTypeToTheCompiler(String value, @TempDir Path sources) throws IOException {
        Path file = sources.resolve("Wrong.java");
        Files.writeString(
                file, "import dev.aatomic.*; @AdaptedBy(" + value + ") interface Wrong { @Aatomic void a(); }");

        assertThatTheCompilerComplains(file);
    }

    private void assertThatTheCompilerComplains(Path file) throws IOException {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();

        boolean success = compile(List.of(file), CaseFiles.classPath(), diagnostics);

        assertThat(success).isFalse();
        assertThat(diagnostics.getDiagnostics())
                .noneMatch(diagnostic -> diagnostic.getMessage(null).contains("[Aatomic"));
    }

    private boolean compile(List<Path> sources, List<File> jars, DiagnosticCollector<JavaFileObject> diagnostics)
            throws IOException {
        JavaCompiler compiler = new EclipseCompiler();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
            String classPath = jars.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
            var options = List.of(
                    "--release",
                    "17",
                    "-encoding",
                    "UTF-8",
                    "-cp",
                    classPath,
                    "-d",
                    output.toString(),
                    "-s",
                    output.toString());
            var fileObjects = files.getJavaFileObjectsFromPaths(sources);
            JavaCompiler.CompilationTask task = compiler.getTask(null, files, diagnostics, options, null, fileObjects);
            task.setProcessors(List.of(new AatomicProcessor()));
            return task.call();
        }
    }

    private Map<String, String> generated() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                texts.put(output.relativize(file).toString().replace('\\', '/'), CaseFiles.read(file));
            }
        }
        return texts;
    }
}
