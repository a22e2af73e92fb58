package dev.aatomic.benchmarks.runtime.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aatomic.benchmarks.runtime.result.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of its own, so that no form profits from, or pays for, what the compiler has learned of another. */
final class Fork {

    private static final String MARK = "@result";
    private static final Random RANDOM = new Random(17);

    private static final long LIMIT_SECONDS = 300;

    interface Body {
        void run() throws Exception;
    }

    private Fork() {}

    /** Runs a class with a main method, and adds what it said through {@link #say}. */
    static void run(Results results, Class<?> main, String... arguments) throws IOException, InterruptedException {
        run(results, List.of("-cp", System.getProperty("java.class.path")), main, arguments);
    }

    /** The same with options of the JVM, the class path among them. */
    static void run(Results results, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g",
                "-XX:-UsePerfData"));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        StringBuilder other = new StringBuilder();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] cells = line.split("\t");
                if (cells[0].equals(MARK)) {
                    results.add(cells[1], cells[2], cells[3], Double.parseDouble(cells[4]));
                } else {
                    other.append(line).append('\n');
                }
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(main.getSimpleName() + " " + List.of(arguments)
                    + ": expected status 0, found " + status + "\n" + other);
        }
    }

    /** The options with one more. */
    static List<String> with(String option, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add(option);
        return all;
    }

    /** Said by the process. */
    static void say(String situation, String subject, String metric, double value) {
        System.out.println(String.join("\t", MARK, situation, subject, metric, Double.toString(value)));
    }

    /** Does the work of the process and ends it, although threads of it may hang; a failure is printed where the parent reads it. */
    static void main(Body body) {
        int status = 0;
        try {
            body.run();
        } catch (Throwable t) {
            t.printStackTrace(System.out);
            status = 1;
        }
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    static <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, RANDOM);
        return shuffled;
    }
}
