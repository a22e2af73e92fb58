package dev.aatomic.benchmarks.runtime.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.aatomic.benchmarks.runtime.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the tables and the plot of what was measured into the README of the benchmarks, between two marks. */
public final class Report {

    private static final String BEGIN = "<!-- measured: written by the program, not by hand -->";
    private static final String END = "<!-- end of measured -->";
    private static final String PLOT = "results.svg";
    private static final String ENVIRONMENT = "environment.tsv";

    private Report() {}

    /**
     * Writes them.
     *
     * @param results the directory with a directory of results for each JDK
     * @param suffix how the names of those that count end; no others end in a letter
     * @param readme the README
     * @throws IllegalStateException if nothing was measured yet
     * @throws IOException if files cannot be read or written
     */
    public static void write(Path results, String suffix, Path readme) throws IOException {
        Map<String, Map<String, Results>> byJdk = new LinkedHashMap<>();
        List<String> environments = new ArrayList<>();
        Files.createDirectories(results);
        try (Stream<Path> directories = Files.list(results)) {
            // The newest JDK first.
            for (Path directory : directories
                    .filter(name -> name.getFileName().toString().matches("jdk-\\d+" + suffix))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                String jdk = directory
                        .getFileName()
                        .toString()
                        .replace("jdk-", "JDK ")
                        .replace(suffix, "");
                byJdk.put(jdk, read(directory));
                environments.addAll(environment(jdk, directory));
            }
        }
        if (byJdk.isEmpty()) {
            throw new IllegalStateException(
                    "results: found none in " + results + "; expected those of a workload. Run one, or all, first");
        }
        List<String> measured = new ArrayList<>(environments);
        byJdk.forEach((jdk, workloads) -> {
            measured.addAll(List.of("", "### Goals, " + jdk, ""));
            measured.addAll(Tables.goals(workloads));
        });
        measured.addAll(List.of("", "![The same as bars](" + PLOT + ")"));
        byJdk.forEach((jdk, workloads) -> measured.addAll(details(jdk, workloads)));
        replace(readme, measured);
        Files.write(
                readme.resolveSibling(PLOT),
                plot(byJdk.values().iterator().next()).svg(),
                UTF_8);
    }

    private static Map<String, Results> read(Path directory) throws IOException {
        Map<String, Results> workloads = new LinkedHashMap<>();
        for (Workloads workload : Workloads.values()) {
            Path file = directory.resolve(workload.id() + ".tsv");
            if (Files.exists(file)) {
                workloads.put(workload.id(), Results.read(file));
            }
        }
        return workloads;
    }

    private static List<String> environment(String title, Path directory) throws IOException {
        List<String> lines = new ArrayList<>(List.of("", title + ", measured on:", ""));
        for (String line : Files.readAllLines(directory.resolve(ENVIRONMENT), UTF_8)) {
            lines.add("- " + line.replace("\t", ": "));
        }
        return lines;
    }

    private static List<String> details(String jdk, Map<String, Results> workloads) {
        List<String> lines = new ArrayList<>(List.of("", "### All forms, " + jdk));
        workloads.forEach((id, results) -> {
            lines.addAll(List.of("", "#### " + id));
            lines.addAll(Tables.details(results));
        });
        return lines;
    }

    private static Plot plot(Map<String, Results> workloads) {
        Plot plot = new Plot();
        plot.add("Empty scope, driver that does nothing: ns", workloads.get("scope"), "empty", "ns");
        plot.add("Empty scope, driver that does nothing: bytes", workloads.get("scope"), "empty", "bytes");
        plot.add("Scope with a nested one: ns", workloads.get("scope"), "nested", "ns");
        plot.add(
                "Burst of 10,000 scopes, fixed pool of 8: ms", workloads.get("burst"), "fixed pool of 8", "ms a burst");
        for (int inFlight : new int[] {1, 1_000}) {
            plot.add(
                    "UPDATE on PostgreSQL, fixed pool of 8, " + inFlight + " in flight: transactions/s",
                    workloads.get("postgres-fixed"),
                    "fixed pool of 8, " + inFlight + " in flight",
                    "transactions/s");
        }
        for (String metric : List.of("transactions/s", "p99 ms", "client processor us")) {
            plot.add(
                    "UPDATE on PostgreSQL, virtual threads, 1,000 in flight: " + metric,
                    workloads.get("postgres-virtual"),
                    "virtual threads, 1000 in flight",
                    metric);
        }
        plot.add(
                "1,000 hopping scopes on a fixed pool of 8, PostgreSQL: how many hang",
                workloads.get("hopping"),
                "PostgreSQL, fixed pool of 8",
                "hanging");
        return plot;
    }

    private static void replace(Path readme, List<String> measured) throws IOException {
        String text = Files.exists(readme) ? Files.readString(readme, UTF_8) : BEGIN + "\n" + END + "\n";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "README: expected the lines \"" + BEGIN + "\" and \"" + END + "\", found not both in this order");
        }
        Files.writeString(
                readme,
                text.substring(0, begin + BEGIN.length()) + "\n" + String.join("\n", measured) + "\n\n"
                        + text.substring(end),
                UTF_8);
    }
}
