package dev.aatomic.runtime.internal.watch;

import dev.aatomic.runtime.internal.lane.LaneLook;
import dev.aatomic.runtime.internal.lane.LaneScope;
import org.jspecify.annotations.Nullable;

/** Says what a block does that has held its connection for long, and the mend. */
final class HoldReport {

    private HoldReport() {}

    /** What the innermost block does, since it has the connection. */
    static String doing(LaneLook look) {
        LaneScope innermost = look.innermost().scope();
        @Nullable String waitsFor = look.isPinned() ? null : innermost.waitsForConnectionOf();
        if (waitsFor != null) {
            return "It waits for " + waitsFor + ": open that one outside, or let it join the block around it";
        }
        return switch (look.state(look.innermost(), innermost.hasStatementInFlight())) {
            case IN_DATABASE ->
                "Its statement is in the database: look there what that waits for, or do less in one block";
            case IN_STEP -> "A step of it runs, with no statement in flight: do other things outside the block";
            case IN_BODY ->
                "Its body's code runs, with nothing in flight on the connection: do other things outside the block";
            case IDLE -> "Its body has nothing in flight: wait for other things outside the block";
            case ENDING, IN_HOOKS -> "It is ending: its body is done";
            case WAITING_FOR_THREAD -> "No thread has begun what it has to do: its executor is late";
            case ABANDONED -> "It was given up, and its connection is being closed";
            case CONNECTING -> "The pool has not given it its connection";
            case WAITING_FOR_CONNECTION, WAITING_FOR_TURN, AROUND_NESTED, BETWEEN_ATTEMPTS -> "It waits for others";
        };
    }
}
