package dev.aatomic.benchmarks.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A way to run javac. */
enum Compiler {

    /** A process of its own, as of a build tool that forks, or a fresh build. */
    FORKED("a new process") {
        @Override
        boolean compile(Workload workload, List<String> options) throws IOException, InterruptedException {
            List<String> arguments = new ArrayList<>(options);
            workload.files().forEach(file -> arguments.add(file.toString()));
            List<String> quoted = arguments.stream()
                    .map(argument -> '"' + argument.replace("\\", "\\\\") + '"')
                    .toList();
            Path file = Files.write(workload.directory().resolve("arguments"), quoted);
            String javac =
                    Path.of(System.getProperty("java.home"), "bin", "javac").toString();
            Process process = new ProcessBuilder(javac, "@" + file).inheritIO().start();
            return process.waitFor() == 0;
        }
    },

    /** This process, as in a daemon that has compiled before. */
    WARM("a warm process") {
        @Override
        boolean compile(Workload workload, List<String> options) throws IOException {
            JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
                var sources = files.getJavaFileObjectsFromPaths(workload.files());
                return javac.getTask(null, files, null, options, null, sources).call();
            }
        }
    };

    private final String title;

    Compiler(String title) {
        this.title = title;
    }

    /** What it is, in words. */
    String title() {
        return title;
    }

    abstract boolean compile(Workload workload, List<String> options) throws IOException, InterruptedException;

    /** Compiles once, and gives the milliseconds that it took. */
    double measure(Workload workload, boolean processed) throws IOException, InterruptedException {
        List<String> options = workload.options(processed);
        System.gc();
        long start = System.nanoTime();
        boolean success = compile(workload, options);
        long end = System.nanoTime();
        if (!success) {
            throw new IllegalStateException("Did not compile: " + workload.directory());
        }
        workload.check(processed);
        return (end - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
