package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.NullMarked;

/** The sources of the tests: {@code good/NAME} with {@code expected/NAME}, and {@code bad/NAME}. */
final class CaseFiles {

    /** Set to true to write what is generated over what is expected. */
    static final boolean UPDATE_GOLDENS = Boolean.getBoolean("aatomic.updateGoldens");

    private static final Path RESOURCES = Path.of("src/test/resources");

    private CaseFiles() {}

    static Stream<String> names(String kind) {
        try (Stream<Path> cases = Files.list(RESOURCES.resolve(kind))) {
            return cases.map(path -> path.getFileName().toString()).sorted().toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<Path> sources(String kind, String name) {
        Path directory = directory(kind, name);
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path directory(String kind, String name) {
        return RESOURCES.resolve(kind).resolve(name);
    }

    /** The texts of a case by file name, slashes and line ends being the same everywhere. */
    static Map<String, String> texts(String kind, String name) {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : sources(kind, name)) {
            String key = directory(kind, name).relativize(file).toString().replace('\\', '/');
            texts.put(key, read(file));
        }
        return texts;
    }

    static String read(Path file) {
        try {
            return Files.readString(file, UTF_8).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<JavaFileObject> fileObjects(String kind, String name) {
        return sources(kind, name).stream().map(CaseFiles::fileObject).toList();
    }

    private static JavaFileObject fileObject(Path file) {
        try {
            return JavaFileObjects.forResource(file.toUri().toURL());
        } catch (MalformedURLException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a user's class path holds. */
    static List<File> classPath() {
        return Stream.of(Aatomic.class, Transactions.class, NullMarked.class)
                .map(CaseFiles::location)
                .toList();
    }

    /** The same, with what a case needs: those named like containers need them. */
    static List<File> classPath(String name) {
        return classPathWith(LibraryJars.of(name).toArray(Class<?>[]::new));
    }

    /** The same, with the jars that some classes are in. */
    static List<File> classPathWith(Class<?>... types) {
        return Stream.concat(classPath().stream(), Stream.of(types).map(CaseFiles::location))
                .toList();
    }

    static File location(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
