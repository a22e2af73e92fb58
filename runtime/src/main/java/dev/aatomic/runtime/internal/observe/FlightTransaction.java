package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** An outermost block in a flight recording. */
@Name("dev.aatomic.Transaction")
@Label("Transaction")
@Description(
        "An outermost transaction block, from its opening to the return of its connection; one that was given up, to that moment")
@Category("Aatomic")
@StackTrace(false)
final class FlightTransaction extends Event {

    /** Asked, so that no object need be made where nothing is recorded. */
    static final FlightTransaction PROBE = new FlightTransaction();

    @Label("Block")
    @FlightBlockId
    long block;

    @Label("Database")
    @Description("The name of its database")
    @Nullable
    String database;

    @Label("Name")
    @Description("The block's name, or where its body was written")
    @Nullable
    String name;

    @Label("Outcome")
    @Description("COMMITTED, ROLLED_BACK, or UNKNOWN where COMMIT was sent and not answered")
    @Nullable
    String outcome;

    @Label("Attempt")
    @Description("Which attempt of a retry it was, from 1 on; each is a block of its own")
    int attempt;

    @Label("Connection")
    @Description(
            "Which of the database's connections it held, from 0 on; -1 where it got none, or used that of another library's"
                    + " transaction")
    int connection;

    @Label("Delay")
    @Description(
            "From the opening of the block to its asking for a connection; 0 unless it asks with its first statement, or where it did"
                    + " not ask")
    @Timespan(Timespan.NANOSECONDS)
    long delay;

    @Label("Wait")
    @Description("From asking for its connection, at the opening unless there is a delay, to having it or giving up")
    @Timespan(Timespan.NANOSECONDS)
    long wait;

    @Label("Hold")
    @Description("How long it held its connection")
    @Timespan(Timespan.NANOSECONDS)
    long hold;
}
