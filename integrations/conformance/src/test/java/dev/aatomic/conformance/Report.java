package dev.aatomic.conformance;

import dev.aatomic.conformance.run.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what differed and writes it down, each program once. */
final class Report {

    /** Where the report is written, from the folder of this module. */
    private static final Path FILE = Path.of("target", "conformance.txt");

    private static final int SHOWN = 10;

    private record Kind(String program, Outcome expected, String actual) {}

    private int runs;
    private int expectedRuns;
    private final List<String> combinations = new ArrayList<>();
    private final Map<Kind, List<Difference>> differences = new LinkedHashMap<>();

    void add(String summary, int ran, int expected, List<Difference> found) {
        runs += ran;
        expectedRuns += expected;
        System.out.println(summary);
        combinations.add(summary);
        for (Difference difference : found) {
            differences
                    .computeIfAbsent(
                            new Kind(difference.program(), difference.expected(), difference.actual()),
                            kind -> new ArrayList<>())
                    .add(difference);
        }
    }

    void write(int programs, Sample sample) throws IOException {
        StringBuilder text = new StringBuilder();
        combinations.forEach(summary -> text.append(summary).append('\n'));
        differences.forEach((kind, found) -> {
            text.append("\nDIFFERS ").append(kind.program());
            text.append("\n  expected ").append(kind.expected());
            text.append("\n  actual   ").append(kind.actual());
            text.append("\n  in ").append(found.size()).append(" combinations:");
            found.stream()
                    .limit(SHOWN)
                    .forEach(difference -> text.append("\n     ").append(difference.combination()));
            text.append(found.size() > SHOWN ? "\n     …\n" : "\n");
            found.get(0)
                    .details()
                    .forEach(detail -> text.append("  ")
                            .append(detail.stripTrailing().replace("\n", "\n      "))
                            .append('\n'));
        });
        long differing =
                differences.keySet().stream().map(Kind::program).distinct().count();
        text.append(String.format(
                "%n%d programs ran in %d combinations, %s; %d of them differ.%n",
                programs, combinations.size(), sample, differing));
        if (runs < expectedRuns) {
            text.append(String.format(
                    "Given up after %d of %d runs: too many hung or kept a connection.%n", runs, expectedRuns));
        }
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text);
    }
}
