package dev.aatomic.benchmarks.runtime.workload;

/** How long to measure. */
public enum Plan {
    /** A quick look: the figures say little. */
    SHORT,
    /** What the tables are made from. */
    FULL;

    int choose(int inShort, int inFull) {
        return this == SHORT ? inShort : inFull;
    }
}
