package dev.aatomic.timeline.internal.model;

import org.jspecify.annotations.Nullable;

/** Something that happened in a block. Times are in nanoseconds since the start of the recording. */
public sealed interface Detail {

    long start();

    long end();

    /**
     * A turn at the driver.
     *
     * @param sql null unless it was recorded
     */
    record Step(
            long start,
            long end,
            String operation,
            boolean failed,
            @Nullable String sql) implements Detail {}

    /**
     * A block within.
     *
     * @param depth 1 for one in the outermost block
     */
    record Nested(long start, long end, String name, int depth, boolean savepoint, Outcome outcome) implements Detail {}

    /** A hook. */
    record Hook(long start, long end, String name, String kind, String hook, boolean failed) implements Detail {}
}
