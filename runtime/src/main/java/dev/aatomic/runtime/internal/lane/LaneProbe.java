package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.Nullable;

/** What the watchdog asks of a lane at one moment, while others run it. */
public final class LaneProbe {

    private LaneProbe() {}

    /** The innermost gate if its body is away and nothing of it is in flight, else null. */
    public static @Nullable Gate idleGate(Lane lane) {
        synchronized (lane) {
            boolean idle = lane.state == Lane.State.IDLE && lane.exclusive == 0;
            return idle ? openTip(lane) : null;
        }
    }

    /** The innermost gate if its body is away or busy with other things, and nothing of it is in flight or ready, else null. */
    public static @Nullable Gate quietGate(Lane lane) {
        synchronized (lane) {
            boolean quiet = lane.exclusive == 0
                    && !lane.hasReady()
                    && (lane.state == Lane.State.IDLE || lane.state == Lane.State.OWNED);
            return quiet ? openTip(lane) : null;
        }
    }

    private static @Nullable Gate openTip(Lane lane) {
        Gate tip = lane.tip;
        return tip != null && tip.phase() == ScopePhase.OPEN ? tip : null;
    }

    /** The nearest gate around the given one in which work waits, else null. */
    public static @Nullable Gate waitingBehind(Lane lane, Gate open) {
        synchronized (lane) {
            for (Gate gate = open.parent; gate != null; gate = gate.parent) {
                if (!gate.isQueueEmpty()) {
                    return gate;
                }
            }
            return null;
        }
    }

    /** The gate for which the driver is at work, else null. */
    public static @Nullable Gate busyGate(Lane lane) {
        synchronized (lane) {
            return lane.exclusive > 0 ? lane.tip : null;
        }
    }
}
