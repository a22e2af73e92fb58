package dev.aatomic.benchmarks.runtime.result;

import java.util.Arrays;
import java.util.Locale;

/** What the repetitions of one measurement gave. Not safe for use by several threads. */
public final class Series {

    private double[] values;

    /** A series that begins with some values. */
    public Series(double... values) {
        this.values = values.clone();
    }

    /** Adds what one more repetition gave. */
    public void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    /** How many there are. */
    public int size() {
        return values.length;
    }

    double[] values() {
        return values.clone();
    }

    /** The middle one, or halfway between the two in the middle. */
    public double median() {
        return quantile(0.5);
    }

    /** The value below which such a part of them lies, between two neighbours where it falls between them. */
    public double quantile(double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = part * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }

    /** Each divided by the other's of the same repetition, as far as both go. */
    public Series over(Series reference) {
        double[] ratios = new double[Math.min(values.length, reference.values.length)];
        Arrays.setAll(ratios, i -> values[i] / reference.values[i]);
        return new Series(ratios);
    }

    /** Each less the other's of the same repetition, as far as both go. */
    public Series minus(Series reference) {
        double[] differences = new double[Math.min(values.length, reference.values.length)];
        Arrays.setAll(differences, i -> values[i] - reference.values[i]);
        return new Series(differences);
    }

    /** Each as a whole number: bytes of objects are, and the rest is what JMH itself made, spread over the calls. */
    public Series whole() {
        return new Series(Arrays.stream(values).map(Math::rint).toArray());
    }

    /** Each times a factor. */
    public Series times(double factor) {
        return new Series(Arrays.stream(values).map(value -> value * factor).toArray());
    }

    /** One divided by each. */
    public Series inverse() {
        return new Series(Arrays.stream(values).map(value -> 1 / value).toArray());
    }

    /** For example {@code 0.97 (0.95–0.99)}: the median, and the quarters around it. */
    public String describe(int decimals) {
        String number = "%,." + decimals + "f";
        return String.format(
                Locale.ROOT, number + " (" + number + "–" + number + ")", median(), quantile(0.25), quantile(0.75));
    }
}
