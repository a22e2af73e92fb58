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

/**
 * Writes what was measured: a table and a plot of the goals into the README of the benchmarks, between two marks, and all tables into a file
 * for each JDK beside it.
 */
public final class Report {

    private static final String BEGIN = "<!-- measured: written by the program, not by hand -->";
    private static final String END = "<!-- end of measured -->";
    private static final String PLOT = "results.svg";
    private static final String TABLES = "results";
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
        Path tables = Files.createDirectories(readme.resolveSibling(TABLES));
        List<String> measured = new ArrayList<>();
        Files.createDirectories(results);
        try (Stream<Path> directories = Files.list(results)) {
            // The newest JDK first.
            for (Path directory : directories
                    .filter(name -> name.getFileName().toString().matches("jdk-\\d+" + suffix))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                String name = directory.getFileName().toString().replace(suffix, "");
                String jdk = name.replace("jdk-", "JDK ");
                Map<String, Results> workloads = read(directory);
                byJdk.put(jdk, workloads);
                Files.write(tables.resolve(name + ".md"), all(jdk, directory, workloads), UTF_8);
                measured.add("- [All forms on " + jdk + "](" + TABLES + "/" + name + ".md)");
            }
        }
        if (byJdk.isEmpty()) {
            throw new IllegalStateException(
                    "results: found none in " + results + "; expected those of a workload. Run one, or all, first");
        }
        List<String> summary = new ArrayList<>(List.of(""));
        summary.addAll(Tables.summary(byJdk));
        summary.add("");
        summary.addAll(measured);
        summary.addAll(List.of("", "![The same as bars](" + PLOT + ")"));
        replace(readme, summary);
        Files.write(
                readme.resolveSibling(PLOT),
                plot(byJdk.values().iterator().next()).svg(),
                UTF_8);
    }

    private static List<String> all(String jdk, Path directory, Map<String, Results> workloads) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# What was measured on " + jdk, "", "Measured on:", ""));
        for (String line : Files.readAllLines(directory.resolve(ENVIRONMENT), UTF_8)) {
            lines.add("- " + line.replace("\t", ": "));
        }
        lines.addAll(List.of("", "## Goals", ""));
        lines.addAll(Tables.goals(workloads));
        workloads.forEach((id, results) -> {
            lines.addAll(List.of("", "## " + id));
            lines.addAll(Tables.details(results));
        });
        return lines;
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
