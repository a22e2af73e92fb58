package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.lane.Lane;
import java.util.concurrent.atomic.AtomicLong;

/** Gives the blocks their numbers, by which what is told of one can be joined. */
public final class BlockIds {

    /** The number of what belongs to no block. */
    public static final long NONE = 0L;

    private static final AtomicLong LAST = new AtomicLong(NONE);

    private BlockIds() {}

    /** One that nobody has yet. */
    public static long next() {
        return LAST.incrementAndGet();
    }

    /** The number of a lane's outermost block, unique in the process. Given at the first question, from any thread. */
    public static long of(Lane lane) {
        return lane.id(BlockIds::next);
    }

    /** What is said of a lane, or of a block on it, after its number. */
    public static String numbered(Lane lane, String place) {
        return "#" + of(lane) + " " + place;
    }
}
