package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaFileObject;

/** Runs javac with the processor. */
final class Compilations {

    private Compilations() {}

    /** A compiler for which every warning is an error. */
    static Compiler strictJavac() {
        return lenientJavac()
                .withOptions("-Xlint:all", "-Werror", "--release", "17")
                .withProcessors(new AatomicProcessor(), new ClaimingProcessor());
    }

    /** With what the case of a name needs on its class path. */
    static Compiler strictJavac(String name) {
        return strictJavac().withClasspath(CaseFiles.classPath(name));
    }

    /** With what the case of a name needs on its class path. */
    static Compiler lenientJavac(String name) {
        return lenientJavac().withClasspath(CaseFiles.classPath(name));
    }

    static Compiler lenientJavac() {
        return Compiler.javac()
                .withClasspath(CaseFiles.classPath())
                .withOptions("--release", "17")
                .withProcessors(new AatomicProcessor());
    }

    static Map<String, String> generated(Compilation compilation) {
        Map<String, String> texts = new TreeMap<>();
        for (JavaFileObject file : compilation.generatedSourceFiles()) {
            texts.put(file.toUri().getPath().replace("/SOURCE_OUTPUT/", ""), text(file));
        }
        return texts;
    }

    static String text(JavaFileObject file) {
        try (var stream = file.openInputStream()) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<String> diagnostics(Compilation compilation) {
        return compilation.diagnostics().stream().map(Object::toString).toList();
    }
}
