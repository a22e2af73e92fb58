package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A turn at the driver, in a flight recording. */
@Name("dev.aatomic.Step")
@Label("Step")
@Description(
        "A turn at the driver. A submitted step is one, and each statement in it another; preparing a statement and fetching rows are"
                + " none. One that the driver never answered is missing")
@Category("Aatomic")
@StackTrace(false)
final class FlightStep extends Event {

    static final FlightStep PROBE = new FlightStep();

    @Label("Block")
    @Description("0 for work outside any block: in the autocommit context, and in hooks")
    @FlightBlockId
    long block;

    @Label("Database")
    @Description("The name of its database")
    @Nullable
    String database;

    @Label("Operation")
    @Description("begin, step, statement, savepoint, release, rollback to, commit or rollback")
    @Nullable
    String operation;

    @Label("Failed")
    @Description("Whether it ended with an exception")
    boolean failed;

    @Label("SQL")
    @Description("The text of the statement, without values; null unless it is to be recorded")
    @Nullable
    String sql;

    /** Begins a turn; null if no recording wants it. */
    static @Nullable FlightStep beginIfWanted() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        FlightStep event = new FlightStep();
        event.begin();
        return event;
    }

    void ends(long ofBlock, String ofDatabase, StepOperation what, boolean hasFailed, @Nullable String text) {
        end();
        if (shouldCommit()) {
            block = ofBlock;
            database = ofDatabase;
            operation = what.text;
            failed = hasFailed;
            sql = text;
            commit();
        }
    }
}
