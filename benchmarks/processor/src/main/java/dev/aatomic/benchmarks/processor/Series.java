package dev.aatomic.benchmarks.processor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a processor added to javac's time, in milliseconds, each repetition paired with one without it. */
final class Series {

    private final List<Double> plain = new ArrayList<>();
    private final List<Double> added = new ArrayList<>();

    void add(double withoutProcessor, double withProcessor) {
        plain.add(withoutProcessor);
        added.add(withProcessor - withoutProcessor);
    }

    double medianAdded() {
        return median(added);
    }

    /** For example {@code 812 (790–850)}: the median, and the quarters around it. */
    String describeAdded() {
        return String.format(
                Locale.ROOT, "%.0f (%.0f–%.0f)", median(added), quantile(added, 0.25), quantile(added, 0.75));
    }

    String describePlain() {
        return String.format(Locale.ROOT, "%.0f", median(plain));
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double part) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        double position = part * (sorted.size() - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (position - below);
    }
}
