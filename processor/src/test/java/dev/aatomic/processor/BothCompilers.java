package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/**
 * Compiles the same sources by javac, for which every warning is an error, and by Eclipse's compiler: both must succeed, and
 * generate the same.
 *
 * @param directory where the sources and the output of Eclipse's compiler go
 */
record BothCompilers(Path directory) {

    /** Generates, and gives the texts by file name. */
    Map<String, String> generate(JavaFileObject... sources) {
        return generate(Compilations.strictJavac(), CaseFiles.classPath(), sources);
    }

    /** Generates, and gives the texts by file name. */
    Map<String, String> generate(Compiler javac, List<File> classPath, JavaFileObject... sources) {
        Compilation compilation = javac.withClasspath(classPath).compile(sources);
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        Map<String, String> generated = Compilations.generated(compilation);

        assertThat(eclipse(classPath, sources)).isEqualTo(generated);
        return generated;
    }

    private Map<String, String> eclipse(List<File> jars, JavaFileObject... sources) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        JavaCompiler compiler = new EclipseCompiler();
        Path output = directory.resolve("eclipse");
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
            List<Path> paths = new ArrayList<>();
            for (JavaFileObject source : sources) {
                Path path = directory.resolve("sources" + source.toUri().getPath());
                CaseFiles.write(path, source.getCharContent(true).toString());
                paths.add(path);
            }
            Files.createDirectories(output);
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
            var task =
                    compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(paths));
            task.setProcessors(List.of(new AatomicProcessor()));
            task.call();
            assertThat(diagnostics.getDiagnostics())
                    .filteredOn(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                    .isEmpty();
            return texts(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Map<String, String> texts(Path output) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                texts.put(output.relativize(file).toString().replace('\\', '/'), CaseFiles.read(file));
            }
        }
        return texts;
    }
}
