package dev.aatomic.runtime.internal.lane;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** How the watchdog takes a lane from whoever does not run it: an executor that has not begun, or an owner that is in the user's code. */
public final class LaneTakeover {

    private LaneTakeover() {}

    /**
     * Takes the lane from an executor that has not started it, or from an owner that is in the user's code while work waits.
     *
     * @param progress what was seen last; nothing must have happened since
     * @return true if the lane is scheduled and free for a thread of ours
     */
    public static boolean takeIfStill(Lane lane, int progress) {
        synchronized (lane) {
            if (lane.progress() != progress || lane.pins > 0 || !lane.hasReady()) {
                return false;
            }
            if (lane.state == LaneState.OWNED) {
                return takeFromOwner(lane);
            }
            return lane.state == LaneState.SCHEDULED;
        }
    }

    /** Whether work is ready and the owner does not help with it. */
    public static boolean hasWorkBehindOwner(Lane lane) {
        synchronized (lane) {
            return lane.state == LaneState.OWNED && lane.helper != lane.owner && lane.hasReady();
        }
    }

    /**
     * Takes the lane from an owner that is in the user's code and waits there, perhaps for the very work that is ready.
     *
     * @return true if the lane is scheduled and free for a thread of ours
     */
    public static boolean takeFromWaiting(Lane lane) {
        synchronized (lane) {
            Thread waiting = lane.owner;
            // A blocked owner does not count as waiting: it may be blocked by this very lock.
            Thread.State its = waiting == null ? Thread.State.RUNNABLE : waiting.getState();
            boolean waits = its == Thread.State.WAITING || its == Thread.State.TIMED_WAITING;
            return waits && lane.pins == 0 && hasWorkBehindOwner(lane) && takeFromOwner(lane);
        }
    }

    /** Unless the owner is to start the block, or has begun a driver call. */
    @GuardedBy("lane")
    private static boolean takeFromOwner(Lane lane) {
        if (isStarting(lane) || !DriverCalls.take(lane)) {
            return false;
        }
        lane.become(LaneState.SCHEDULED);
        lane.setOwner(null);
        DriverCalls.taken(lane);
        return true;
    }

    /** Whether the lane was handed to a caller that must start the block on its own thread and has not woken up yet. */
    @GuardedBy("lane")
    private static boolean isStarting(Lane lane) {
        return lane.innermost != null && lane.innermost.phase == ScopePhase.WAITING;
    }
}
