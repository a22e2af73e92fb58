package dev.aatomic.benchmarks.runtime;

import dev.aatomic.benchmarks.runtime.result.Environment;
import dev.aatomic.benchmarks.runtime.result.Report;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.workload.Plan;
import dev.aatomic.benchmarks.runtime.workload.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Runs workloads, and keeps what they gave in a file for each, so that one can be run again alone. */
public final class RuntimeBenchmark {

    private static final String SHORT = "-short";
    private static final String FIGURES = "results";

    private RuntimeBenchmark() {}

    /**
     * Runs workloads, each in a process of its own, and writes the tables and the plot of all that was measured so far.
     *
     * @param arguments "full" or "short"; the workloads with commas between them, "all" or "none"; the directory for the figures of a short
     *     run; the directory of the README into which the tables go, with a directory for the figures, those of a short run aside
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Path results = Path.of(arguments[2]);
        if (arguments.length == 3) {
            run(
                    choose(arguments[1]).get(0),
                    plan,
                    results.resolve("jdk-" + Runtime.version().feature() + suffix(plan)));
            return;
        }
        Path readme = plan == Plan.SHORT ? results : Path.of(arguments[3]);
        // Kept with the tables, so that one workload can be run again anywhere.
        Path figures = plan == Plan.SHORT ? results : readme.resolve(FIGURES);
        for (Workloads workload : choose(arguments[1])) {
            fork(arguments[0], workload.id(), figures.toString());
        }
        Report.write(figures, suffix(plan), readme.resolve("README.md"));
    }

    private static String suffix(Plan plan) {
        return plan == Plan.SHORT ? SHORT : "";
    }

    private static void fork(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                RuntimeBenchmark.class.getName()));
        command.addAll(List.of(arguments));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(List.of(arguments) + " failed");
        }
    }

    private static List<Workloads> choose(String names) {
        List<Workloads> all = Arrays.asList(Workloads.values());
        if (names.equals("all")) {
            return all;
        }
        if (names.equals("none")) {
            return List.of();
        }
        List<Workloads> chosen = new ArrayList<>();
        for (String name : names.split(",")) {
            chosen.add(all.stream()
                    .filter(workload -> workload.id().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("workload: found '" + name
                            + "'; expected \"all\", \"none\", or some of "
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
