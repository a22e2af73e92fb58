package dev.aatomic.benchmarks.runtime.result;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a workload is to reach.
 *
 * @param workload the workload's id
 * @param what what is measured
 * @param goal the goal in words
 * @param reached whether a median reaches it
 * @param decimals how many to show
 * @param judged which forms are to reach it; the others are there to be compared with
 * @param measure finds the series
 */
record Goal(
        String workload,
        String what,
        String goal,
        DoublePredicate reached,
        int decimals,
        Set<Kind> judged,
        Measure measure) {

    interface Measure {

        /** The series of a form, or null if it was not measured or there is none. */
        @Nullable
        Series of(Results results, Kind kind);
    }

    private static final String ABSENT = "–";

    /** What was measured of ours: of the generated class, or of what it calls. */
    String ours(@Nullable Results results) {
        String generated = cell(results, Kind.GENERATED);
        return generated.equals(ABSENT) ? cell(results, Kind.OURS) : generated;
    }

    /** Whether ours has reached it; false where it was not measured. */
    boolean isReached(@Nullable Results results) {
        String ours = ours(results);
        return !ours.equals(ABSENT) && !ours.contains("missed");
    }

    /** What was measured of a form, in bold if it should have reached the goal and did not. */
    String cell(@Nullable Results results, Kind kind) {
        Series series = results == null ? null : measure.of(results, kind);
        if (series == null) {
            return ABSENT;
        }
        String text = series.describe(decimals).replace(" ", "<br>");
        boolean missed = judged.contains(kind) && !reached.test(series.median());
        return missed ? "**" + text.replace("<br>", " missed**<br>") : text;
    }
}
