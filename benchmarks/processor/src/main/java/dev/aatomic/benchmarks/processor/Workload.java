package dev.aatomic.benchmarks.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sources of a subject on disk, and the command lines that compile them.
 *
 * @param subject the processor
 * @param interfaces how many there are
 * @param directory where they are
 * @param files the sources
 */
record Workload(Subject subject, int interfaces, Path directory, List<Path> files) {

    static Workload write(Subject subject, int interfaces, Path parent) throws IOException {
        Path directory = parent.resolve(subject + "-" + interfaces);
        Path sources = Files.createDirectories(directory.resolve("src/app"));
        List<Path> files = new ArrayList<>();
        for (Source source : subject.sources(interfaces)) {
            files.add(Files.writeString(sources.resolve(source.name() + ".java"), source.text()));
        }
        return new Workload(subject, interfaces, directory, files);
    }

    /** What to tell javac; the output goes to a fresh directory. */
    List<String> options(boolean processed) throws IOException {
        Path output = directory.resolve("out");
        delete(output);
        Files.createDirectories(output);
        String classPath =
                subject.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> options = new ArrayList<>(
                List.of("-encoding", UTF_8.name(), "-cp", classPath, "-d", output.toString(), "-s", output.toString()));
        if (processed) {
            options.addAll(List.of("-processorpath", subject.processorPath().toString()));
            options.addAll(List.of("-processor", subject.processor()));
        } else {
            options.add("-proc:none");
        }
        return options;
    }

    /** Makes sure that a measurement was one of what it says. */
    void check(boolean processed) throws IOException {
        try (Stream<Path> written = Files.walk(directory.resolve("out"))) {
            long found =
                    written.filter(file -> file.toString().endsWith(".java")).count();
            long expected = processed ? interfaces : 0;
            if (found != expected) {
                throw new IllegalStateException(
                        "Expected " + expected + " generated classes in " + directory + ", found " + found);
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
