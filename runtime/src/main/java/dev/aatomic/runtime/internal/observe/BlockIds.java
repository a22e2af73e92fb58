package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneSighting;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers by which outermost blocks are known outside: unique in this process, and given only where somebody asks. */
public final class BlockIds {

    private static final AtomicLong LAST = new AtomicLong();

    private BlockIds() {}

    /** One that nobody has yet. */
    public static long next() {
        return LAST.incrementAndGet();
    }

    /** That of a lane's outermost block, the same for each question. */
    public static long of(Lane lane) {
        LaneSighting seen = lane.sighting();
        synchronized (lane) {
            if (seen.id == 0L) {
                seen.id = next();
            }
            return seen.id;
        }
    }
}
