package dev.aatomic.benchmarks.runtime.result;

import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a workload is to reach.
 *
 * @param workload the workload's id
 * @param what what is measured
 * @param goal the goal in words
 * @param reached whether the median reaches it
 * @param decimals how many to show
 * @param measured finds the series; null where it was not measured
 */
record Goal(
        String workload,
        String what,
        String goal,
        DoublePredicate reached,
        int decimals,
        Function<Results, @Nullable Series> measured) {

    /** What was measured, and whether it is enough. */
    String answer(@Nullable Results results) {
        Series series = results == null ? null : measured.apply(results);
        if (series == null) {
            return "not measured";
        }
        return series.describe(decimals) + (reached.test(series.median()) ? "" : " **missed**");
    }
}
