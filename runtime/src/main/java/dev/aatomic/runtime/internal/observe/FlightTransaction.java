package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.common.Failures;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * An outermost block in a flight recording, from its opening to its connection's return. Not to be touched where
 * the recorder's module is not there.
 */
@Name("dev.aatomic.Transaction")
@Label("Transaction")
@Description("An outermost transaction block, from its opening to the return of its connection")
@Category("Aatomic")
@StackTrace(false)
final class FlightTransaction extends Event {

    /** Asked, so that no object need be made where nothing is recorded. */
    private static final FlightTransaction PROBE = new FlightTransaction();

    @Label("Database")
    private @Nullable String database;

    @Label("Name")
    private @Nullable String name;

    @Label("Outcome")
    private @Nullable String outcome;

    @Label("Attempt")
    @Description("Which attempt of a retry it was")
    private int attempt;

    @Label("Wait")
    @Description("From the opening of the block to its connection")
    @Timespan(Timespan.NANOSECONDS)
    private long wait;

    @Label("Hold")
    @Description("How long it held its connection")
    @Timespan(Timespan.NANOSECONDS)
    private long hold;

    private FlightTransaction() {}

    /** Begins an event if some recording wants it, else returns null. */
    static @Nullable Object beginIfWanted() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        FlightTransaction event = new FlightTransaction();
        event.begin();
        return event;
    }

    static void end(Object begun, Observed block, int attempt, Outcome outcome, long waitNanos, long holdNanos) {
        FlightTransaction event = (FlightTransaction) begun;
        event.end();
        if (event.shouldCommit()) {
            event.database = block.database().name();
            event.name = Failures.bounded(block.name());
            event.outcome = text(outcome);
            event.attempt = attempt;
            event.wait = waitNanos;
            event.hold = holdNanos;
            event.commit();
        }
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case COMMITTED -> "committed";
            case ROLLED_BACK -> "rolled back";
            case UNKNOWN -> "unknown";
        };
    }
}
