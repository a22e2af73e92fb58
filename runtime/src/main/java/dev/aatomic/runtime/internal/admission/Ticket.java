package dev.aatomic.runtime.internal.admission;

import dev.aatomic.runtime.internal.common.ReleasedField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A place in the queue, then the right to one connection. */
public abstract class Ticket {

    static final int WAITING = -1;
    static final int NONE = -2;
    static final int GUEST = -3;
    static final int UNCONNECTED = -4;

    /** Its place in the queue; null while it does not wait, as most never do. Guarded by the monitor of the admission. */
    TicketQueue.@Nullable Entry entry;

    /** Which connection it has, or where it stands without one. */
    private volatile int slot = NONE;

    /** Whether a block has begun with it, and is not counted as ended. */
    private volatile boolean isBegun;

    private static final VarHandle SLOT = ReleasedField.of(MethodHandles.lookup(), "slot", int.class);
    private static final VarHandle BEGUN = ReleasedField.of(MethodHandles.lookup(), "isBegun", boolean.class);

    /** Notes that an outermost block has begun with the connection. Called by whoever runs the block. */
    public final void begins() {
        BEGUN.setRelease(this, true);
    }

    /** Holding the monitor of what counts it. */
    final void ends() {
        BEGUN.setRelease(this, false);
    }

    final boolean isBegun() {
        return isBegun;
    }

    /**
     * Which of the connections it has, from 0 on; negative for none of them. It changes while others ask: whoever runs what the connection
     * was granted for gives it back too.
     */
    public final int connection() {
        return slot;
    }

    /** Holding the monitor of the connection that it gets or gives back; of the admission where it is none of them. */
    final void standsAt(int place) {
        SLOT.setRelease(this, place);
    }

    /** Tells that there is a connection now. Called once, by the thread that gave its own back or ended a pause. */
    public abstract void granted();

    /** What waits or holds, for messages. */
    public abstract String place();

    /** Gives up, waiting or holding. */
    public abstract void abort(Throwable reason);

    /** Tells that it was taken out of the queue, where it had waited longer than anybody may. */
    public abstract void expire(String why);

    /** Tells whoever waits for its end: {@link #abort} has been in vain for as long as the limit. */
    public void abandon(Duration limit) {}

    /** Notes that the watchdog has seen it hold a connection. */
    public abstract void seenHolding(long now);

    /** Who holds a connection, since when and what for, in a message. Called by the watchdog only. */
    public abstract String holding(long now);
}
