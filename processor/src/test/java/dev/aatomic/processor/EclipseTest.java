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
        JavaCompiler compiler = new EclipseCompiler();
        boolean success;
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
            String classPath =
                    CaseFiles.classPath().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
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
            var sources = files.getJavaFileObjectsFromPaths(CaseFiles.sources("good", name));
            JavaCompiler.CompilationTask task = compiler.getTask(null, files, diagnostics, options, null, sources);
            task.setProcessors(List.of(new AatomicProcessor()));
            success = task.call();
        }

        assertThat(generated()).isEqualTo(CaseFiles.texts("expected", name));
        assertThat(success).as(diagnostics.getDiagnostics().toString()).isTrue();
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
