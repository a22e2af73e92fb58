package dev.aatomic.runtime.internal.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the watchdog, and the search for circles, say of a lane. */
public final class LaneReport {

    private LaneReport() {}

    /** Where the outermost block was opened. */
    public static String place(Lane lane) {
        LaneScope root = lane.root();
        return root == null ? "(ended)" : root.openingPlace();
    }

    /** Who holds the lane's connection, since when, and what is done with it. */
    static String holding(Lane lane, long now) {
        LaneScope root = lane.root();
        if (root == null) {
            return "a block that has ended";
        }
        long since = lane.sighting().heldSince;
        String held = since == 0L ? "" : " for " + Duration.ofNanos(now - since).toSeconds() + " s";
        return "block " + root.openingPlace() + held + ", which " + activity(lane, root);
    }

    private static String activity(Lane lane, LaneScope root) {
        if (!root.isConnected()) {
            return lane.isPinned() ? "waits in getConnection of the pool" : "has not started";
        }
        if (lane.isPinned()) {
            return "is at work on it";
        }
        return LaneProbe.quiet(lane) != null ? "has nothing in flight" : "is running";
    }

    /** The scopes for whose ends a nested scope waits before its turn; none if it has had its turn, or is about to. */
    public static List<LaneScope> openBefore(LaneScope waiting) {
        Lane lane = waiting.lane;
        synchronized (lane) {
            List<LaneScope> open = new ArrayList<>();
            if (waiting.phase == ScopePhase.WAITING) {
                for (LaneScope scope = lane.innermost;
                        scope != null && scope != waiting.parent();
                        scope = scope.parent()) {
                    open.add(scope);
                }
            }
            return open;
        }
    }

    /** Whether the outermost block has got its connection. */
    public static boolean isConnected(Lane lane) {
        LaneScope root = lane.root();
        return root == null || root.isConnected();
    }

    /** Whether the outermost block has been admitted and waits in the pool for the connection itself. */
    public static boolean isConnecting(Lane lane) {
        return !isConnected(lane) && lane.isPinned();
    }
}
