package dev.aatomic.processor;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import javax.tools.JavaFileObject;

/** Defines the classes that a compilation produced. */
final class CompiledLoader extends ClassLoader {

    private final Map<String, byte[]> classes = new HashMap<>();

    CompiledLoader(Compilation compilation) {
        super(CompiledLoader.class.getClassLoader());
        for (JavaFileObject file : compilation.generatedFiles()) {
            if (file.getKind() == JavaFileObject.Kind.CLASS) {
                String path = file.toUri().getPath().replace("/CLASS_OUTPUT/", "");
                String name =
                        path.substring(0, path.length() - ".class".length()).replace('/', '.');
                classes.put(name, bytes(file));
            }
        }
    }

    private static byte[] bytes(JavaFileObject file) {
        try (var stream = file.openInputStream()) {
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
