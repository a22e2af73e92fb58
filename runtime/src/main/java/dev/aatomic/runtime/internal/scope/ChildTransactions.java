package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work with connections of its own that was opened in a block. The block's end waits for it, and cancels it where it rolls back. */
public final class ChildTransactions {

    private ChildTransactions() {}

    /**
     * Adds what was opened in a block.
     *
     * @param byHook whether a hook opened it; the hook belongs to a child transaction that was accepted before
     * @return false if the block accepts no more
     */
    public static boolean add(BlockScope block, ChildTransaction work, boolean byHook) {
        synchronized (block.lane) {
            boolean waiting = block.phase == ScopePhase.EXITING && areLeft(block);
            if (!block.accepts(ThreadState.current()) && !(byHook && waiting)) {
                return false;
            }
            block.obligations().add(work);
            return true;
        }
    }

    /** Notes that it is over. The block's end goes on if it has waited for this one, and for no other. */
    public static void remove(BlockScope block, ChildTransaction work) {
        boolean wake = false;
        synchronized (block.lane) {
            if (block.obligations == null || !block.obligations.remove(work)) {
                return;
            }
            if (block.obligations.isWaitedFor() && !areLeft(block)) {
                block.obligations.waitFor(false);
                block.enqueue(block);
                wake = block.lane.innermost == block && block.lane.wake();
            }
        }
        if (wake) {
            // This thread is still to tell the child.
            ThreadState thread = ThreadState.current();
            thread.enterEnd();
            try {
                LaneExecution.schedule(block.lane, block, block);
            } finally {
                thread.leaveEnd();
            }
        }
    }

    /** Holding the lane's lock: whether some are not over. */
    @GuardedBy("block.lane")
    static boolean areLeft(BlockScope block) {
        assert Thread.holdsLock(block.lane) : "the block's state was touched without the lane's lock";
        return block.obligations != null && block.obligations.hasChildren();
    }

    /** Whether the end must wait for them; it is queued again once they are over. If it need not wait, its turn has begun. */
    static boolean keepFromEnd(BlockScope block) {
        synchronized (block.lane) {
            boolean waits = areLeft(block);
            if (waits) {
                block.obligations.waitFor(true);
            }
            if (!waits && block.connection != null) {
                block.connection.closes();
            }
            return waits;
        }
    }

    /** Those that are not over. */
    static List<ChildTransaction> of(BlockScope block) {
        synchronized (block.lane) {
            return block.obligations == null ? List.of() : block.obligations.children();
        }
    }

    /** One that waits for a connection, in a message; null if none is known to. From any thread. */
    static @Nullable String waitingForConnection(BlockScope block) {
        BlockScope child = withoutConnection(block);
        return child == null
                ? null
                : "block " + BlockIds.numbered(child.lane, child.place())
                        + ", which was opened in it and waits for a connection of database '" + child.database.name()
                        + "'";
    }

    /** A block that was opened in this one and waits for a connection of its own; null if none is known. From any thread. */
    public static @Nullable BlockScope withoutConnection(BlockScope block) {
        for (ChildTransaction each : of(block)) {
            BlockScope child = each.asBlock();
            if (child != null && child.parent == null && waitsForConnection(child)) {
                return child;
            }
        }
        return null;
    }

    private static boolean waitsForConnection(BlockScope outermost) {
        return outermost.database.admission.isWaiting(outermost.lane);
    }
}
