package dev.aatomic.timeline.internal.model;

/** A stretch of time. */
record Interval(long start, long end) {

    Interval within(long from, long to) {
        return new Interval(Math.max(start, from), Math.min(end, to));
    }

    boolean isEmpty() {
        return end <= start;
    }
}
