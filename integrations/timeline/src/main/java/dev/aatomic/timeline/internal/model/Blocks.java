package dev.aatomic.timeline.internal.model;

import java.util.List;

/**
 * All blocks of the recordings.
 *
 * @param origin when the first began, in nanoseconds since 1970; all other times count from there
 * @param length when the last ended
 * @param processes what the processes are called
 * @param all the blocks, in the order of their opening
 */
public record Blocks(long origin, long length, List<String> processes, List<Block> all) {

    public Blocks {
        processes = List.copyOf(processes);
        all = List.copyOf(all);
    }
}
