package dev.aatomic.timeline.internal.model;

/** A part of a block's time. Times are in nanoseconds since the start of the recording. */
public record Part(PartKind kind, long start, long end) {

    public long nanos() {
        return end - start;
    }
}
