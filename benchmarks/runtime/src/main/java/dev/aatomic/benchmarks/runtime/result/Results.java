package dev.aatomic.benchmarks.runtime.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The series of a workload, in the order in which they were begun. Not safe for use by several threads. */
public final class Results {

    private final Map<Key, Series> series = new LinkedHashMap<>();

    /** Adds what a repetition gave. */
    public void add(String situation, String subject, String metric, double value) {
        series.computeIfAbsent(new Key(situation, subject, metric), key -> new Series())
                .add(value);
    }

    /** What was measured; null if it was not. */
    public @Nullable Series get(String situation, String subject, String metric) {
        return series.get(new Key(situation, subject, metric));
    }

    /** Which series there are. */
    public List<Key> keys() {
        return List.copyOf(series.keySet());
    }

    /** Prints a line for each. */
    public void print(PrintStream out) {
        series.forEach((key, values) ->
                out.printf("%-40s %-42s %-36s %s%n", key.situation(), key.subject(), key.metric(), values.describe(2)));
    }

    /** Writes a line for each: what it measures and its values, separated by tabs. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        series.forEach((key, values) -> lines.add(String.join(
                "\t",
                key.situation(),
                key.subject(),
                key.metric(),
                Arrays.stream(values.values()).mapToObj(Double::toString).collect(Collectors.joining("\t")))));
        Files.createDirectories(file.getParent());
        Files.write(file, lines, UTF_8);
    }

    /** Reads what {@link #write} wrote. */
    public static Results read(Path file) throws IOException {
        Results results = new Results();
        for (String line : Files.readAllLines(file, UTF_8)) {
            String[] cells = line.split("\t");
            for (int i = 3; i < cells.length; i++) {
                results.add(cells[0], cells[1], cells[2], Double.parseDouble(cells[i]));
            }
        }
        return results;
    }
}
