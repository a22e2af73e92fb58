package dev.aatomic.benchmarks.runtime;

import dev.aatomic.benchmarks.runtime.result.Environment;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.workload.Plan;
import dev.aatomic.benchmarks.runtime.workload.Workloads;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs workloads, and keeps what they gave in a file for each, so that one can be run again alone. */
public final class RuntimeBenchmark {

    private RuntimeBenchmark() {}

    /**
     * Runs workloads, each in a process of its own.
     *
     * @param arguments "full" or "short"; the workloads with commas between them, or "all"; the directory for the results
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Path directory = Path.of(arguments[2])
                .resolve("jdk-" + Runtime.version().feature() + (plan == Plan.SHORT ? "-short" : ""));
        List<Workloads> chosen = choose(arguments[1]);
        if (chosen.size() == 1) {
            run(chosen.get(0), plan, directory);
            return;
        }
        for (Workloads workload : chosen) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms1g",
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RuntimeBenchmark.class.getName(),
                            arguments[0],
                            workload.id(),
                            arguments[2])
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(workload.id() + " failed");
            }
        }
    }

    private static List<Workloads> choose(String names) {
        List<Workloads> all = Arrays.asList(Workloads.values());
        if (names.equals("all")) {
            return all;
        }
        List<Workloads> chosen = new ArrayList<>();
        for (String name : names.split(",")) {
            chosen.add(all.stream()
                    .filter(workload -> workload.id().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("workload: found '" + name
                            + "'; expected \"all\" or some of "
                            + all.stream().map(Workloads::id).toList())));
        }
        return chosen;
    }

    private static void run(Workloads workload, Plan plan, Path directory) throws Exception {
        PrintStream out = System.out;
        long start = System.nanoTime();
        Results results = new Results();
        workload.create().run(plan, results);
        results.write(directory.resolve(workload.id() + ".tsv"));
        Environment.write(directory.resolve("environment.tsv"));
        out.printf("%n%s, %d s%n", workload.id(), (System.nanoTime() - start) / 1_000_000_000);
        results.print(out);
        out.flush();
        // Threads of a peer may still be there.
        Runtime.getRuntime().halt(0);
    }
}
