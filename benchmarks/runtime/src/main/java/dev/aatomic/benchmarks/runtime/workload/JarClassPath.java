package dev.aatomic.benchmarks.runtime.workload;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A class path of jars alone: from a directory the JVM keeps no classes in an archive. */
final class JarClassPath {

    private JarClassPath() {}

    /** This class path with a jar in place of each directory. The jars are in the directory that is given. */
    static String in(Path directory) throws IOException {
        List<String> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path classes = Path.of(element);
            if (Files.isDirectory(classes)) {
                Path jar = directory.resolve(elements.size() + ".jar");
                pack(classes, jar);
                elements.add(jar.toString());
            } else {
                elements.add(element);
            }
        }
        return String.join(File.pathSeparator, elements);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }

    /** Deletes the directory with what is in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
