package dev.aatomic.runtime.internal.lane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.common.ReleasedField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The driver calls that a thread makes through a handle, where it runs the lane: outside of a step nobody may take the lane from it
 * meanwhile, and who stops the block has to know of the call. A pin would do, at the cost of two sections of the lane's lock for each call.
 * So where nothing else is in the way, a call is noted in {@link Lane#calls} alone, which one thread moves at a time:
 *
 * <pre>
 *          the owner begins a call; or who holds the lock begins to take the lane from it
 *   even ─────────────────────────────────────────────────────────────────────────────────▶ odd
 *    ▲ ▲└─┐ the owner calls in a step (by two)                                               │
 *    │ └──┘                                                                                  │
 *    └───────────────the call has returned; or the lane is taken─────────────────────────────┘
 * </pre>
 *
 * <p>Both beginnings are a compare-and-set of the same number, so only one of them succeeds. A call has read the number before it looks
 * whether its thread is the owner: where the lane was taken since, it fails. Who stops a block writes the block's phase, and then looks at
 * the number by an atomic addition; a call looks at the phase after its beginning: one of the two sees the other.
 */
public final class DriverCalls {

    private static final VarHandle CALLS = ReleasedField.of(MethodHandles.lookup(), Lane.class, "calls", int.class);

    private DriverCalls() {}

    /** Begins a call, after what was queued before. Whatever the answer, but {@link CallHold#NONE}, {@link #end} must follow. */
    public static CallHold begin(Lane lane, LaneScope scope, ThreadState thread) {
        if (isInStep(lane, scope, thread)) {
            return CallHold.STEP;
        }
        int seen = lane.calls;
        if (lane.owner != thread.thread) {
            return CallHold.NONE;
        }
        if (!isOdd(seen) && isNext(lane, scope) && CALLS.compareAndSet(lane, seen, seen + 1)) {
            if (scope.phase == ScopePhase.OPEN) {
                return CallHold.OWNER;
            }
            CALLS.setRelease(lane, seen + 2);
        }
        return LaneExecution.pin(lane, scope, thread) ? CallHold.PIN : CallHold.NONE;
    }

    /** Whether the owner may begin a call as far as what was done before it is concerned. */
    private static boolean isNext(Lane lane, LaneScope scope) {
        return lane.innermost == scope
                && scope.phase == ScopePhase.OPEN
                && scope.first == null
                && (lane.source == null || lane.delayed() == null);
    }

    /** Ends a call. */
    public static void end(Lane lane, CallHold hold) {
        if (hold == CallHold.OWNER) {
            CALLS.setRelease(lane, lane.calls + 1);
        } else if (hold == CallHold.STEP) {
            CALLS.setRelease(lane, lane.calls + 2);
        } else if (hold == CallHold.PIN) {
            lane.unpin();
        } else {
            throw new IllegalArgumentException("the call was not begun");
        }
    }

    /**
     * Whether this thread is in a step of the innermost scope, whose driver calls need no section of their own: while the owner is in a
     * step, nobody else can become the owner or change the innermost scope. A step that waits may have handed the lane over, so the owner
     * is asked for first.
     */
    public static boolean isInStep(Lane lane, LaneScope scope, ThreadState thread) {
        if (thread.step != scope || lane.owner != thread.thread || lane.innermost != scope) {
            return false;
        }
        CALLS.setRelease(lane, lane.calls + 2);
        return true;
    }

    /** Whether the owner is in a call that is noted here; else a call that begins later sees what this thread has written before. */
    static boolean isSeenUnderway(Lane lane) {
        return isOdd((int) CALLS.getAndAdd(lane, 0));
    }

    /** Holding the lock: keeps the owner from beginning a call; fails if it is in one. {@link #taken} must follow. */
    @GuardedBy("lane")
    static boolean take(Lane lane) {
        int seen = lane.calls;
        return !isOdd(seen) && CALLS.compareAndSet(lane, seen, seen + 1);
    }

    /** Holding the lock: the lane has another owner now, or none. */
    @GuardedBy("lane")
    static void taken(Lane lane) {
        CALLS.setRelease(lane, lane.calls + 1);
    }

    private static boolean isOdd(int calls) {
        return (calls & 1) != 0;
    }
}
