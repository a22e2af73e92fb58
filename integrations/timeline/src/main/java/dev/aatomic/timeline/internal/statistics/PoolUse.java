package dev.aatomic.timeline.internal.statistics;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.Part;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import java.util.Arrays;
import java.util.List;

/**
 * How many blocks held a connection, and how many waited for one, over time.
 *
 * @param held the most that held at once, for each of equal stretches of time
 * @param waiting the most that waited at once, likewise
 */
public record PoolUse(int[] held, int[] waiting) {

    /**
     * Counts over the blocks of one database.
     *
     * @param length how long the recording is
     * @param stretches into how many it is divided
     */
    public static PoolUse of(List<Block> blocks, long length, int stretches) {
        long[] held = new long[2 * blocks.size()];
        long[] waiting = new long[2 * blocks.size()];
        int heldChanges = 0;
        int waitingChanges = 0;
        for (Block block : blocks) {
            if (block.held() && block.connection() != Event.NOT_OF_POOL) {
                held[heldChanges++] = change(block.connected(), 1);
                held[heldChanges++] = change(block.returned(), 0);
            }
            for (Part part : block.parts()) {
                if (part.kind() == PartKind.WAITING) {
                    waiting[waitingChanges++] = change(part.start(), 1);
                    waiting[waitingChanges++] = change(part.end(), 0);
                }
            }
        }
        return new PoolUse(
                most(Arrays.copyOf(held, heldChanges), length, stretches),
                most(Arrays.copyOf(waiting, waitingChanges), length, stretches));
    }

    /** The number of which the order is that of time, and at one time what ends comes before what begins. */
    private static long change(long time, int begins) {
        return time * 2 + begins;
    }

    private static int[] most(long[] changes, long length, int stretches) {
        Arrays.sort(changes);
        long stretchNanos = Math.max(1, -Math.floorDiv(-length, stretches));
        int[] most = new int[stretches];
        int now = 0;
        int filled = 0;
        for (long change : changes) {
            boolean begins = (change & 1) == 1;
            // What ends as a stretch begins was not in it.
            long time = begins ? change >> 1 : (change >> 1) - 1;
            int stretch = (int) Math.min(stretches - 1, time / stretchNanos);
            while (filled < stretch) {
                filled++;
                most[filled] = now;
            }
            now += begins ? 1 : -1;
            most[stretch] = Math.max(most[stretch], now);
        }
        return most;
    }
}
