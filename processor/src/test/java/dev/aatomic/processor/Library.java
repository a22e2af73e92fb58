package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.tools.JavaFileObject;

/** A library in a directory of class files. */
record Library(Path directory) {

    /** Compiles sources into the library, and changes its class files: their names, and what they say, to something as long. */
    Library compile(UnaryOperator<String> patch, List<String> options, JavaFileObject... sources) {
        Compilation compilation = Compiler.javac()
                .withClasspath(CaseFiles.classPath())
                .withOptions(options)
                .compile(sources);
        for (JavaFileObject file : compilation.generatedFiles()) {
            write(file, patch);
        }
        return this;
    }

    /** A class path with the library. */
    List<File> classPath() {
        List<File> classPath = new ArrayList<>(CaseFiles.classPath());
        classPath.add(directory.toFile());
        return classPath;
    }

    private void write(JavaFileObject file, UnaryOperator<String> patch) {
        Path target = directory.resolve(patch.apply(file.toUri().getPath().replace("/CLASS_OUTPUT/", "")));
        try (var stream = file.openInputStream()) {
            Files.createDirectories(target.getParent());
            // This encoding keeps every byte.
            Files.write(
                    target,
                    patch.apply(new String(stream.readAllBytes(), ISO_8859_1)).getBytes(ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
