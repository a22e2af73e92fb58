package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.Nullable;

/** What the watchdog asks of a lane at one moment, while others run it. */
public final class LaneProbe {

    private LaneProbe() {}

    /** The innermost scope if its body is away and nothing of it is in flight, else null. */
    public static @Nullable LaneScope idle(Lane lane) {
        synchronized (lane) {
            boolean idle = lane.state == LaneState.IDLE && !lane.isInDriver();
            return idle ? openInnermost(lane) : null;
        }
    }

    /** The innermost scope if its body is away or busy with other things, and nothing of it is in flight or ready, else null. */
    public static @Nullable LaneScope quiet(Lane lane) {
        synchronized (lane) {
            boolean quiet = !lane.isInDriver()
                    && !lane.hasReady()
                    && (lane.state == LaneState.IDLE || lane.state == LaneState.OWNED);
            return quiet ? openInnermost(lane) : null;
        }
    }

    private static @Nullable LaneScope openInnermost(Lane lane) {
        LaneScope innermost = lane.innermost;
        return innermost != null && innermost.phase == ScopePhase.OPEN ? innermost : null;
    }

    /** The nearest scope around the given one in which work waits, else null. */
    public static @Nullable LaneScope waitingBehind(Lane lane, LaneScope open) {
        synchronized (lane) {
            for (LaneScope scope = open.parent(); scope != null; scope = scope.parent()) {
                if (scope.first != null) {
                    return scope;
                }
            }
            return null;
        }
    }

    /** The scope for which the driver is at work, else null. */
    public static @Nullable LaneScope busy(Lane lane) {
        synchronized (lane) {
            return lane.isInDriver() ? lane.innermost : null;
        }
    }
}
