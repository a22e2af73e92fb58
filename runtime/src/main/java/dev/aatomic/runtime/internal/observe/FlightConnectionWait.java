package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The wait of an outermost block for its connection, in a flight recording. */
@Name("dev.aatomic.ConnectionWait")
@Label("Connection Wait")
@Description(
        "An outermost block asks for a connection, in the queue and then of the pool, until it has one or gives up. None where the"
                + " block uses the connection of another library's transaction")
@Category("Aatomic")
@StackTrace(false)
final class FlightConnectionWait extends Event {

    /** How a wait ended. */
    enum Outcome {
        /** With a connection. */
        GRANTED,
        /** The block was cancelled, or what is around it. */
        CANCELLED,
        /** The block's deadline passed, or it had waited for as long as anybody may. */
        TIMED_OUT,
        /** It was not to wait: too many do, each would wait for the other, or nothing is begun any more. */
        REFUSED,
        /** The pool gave none. */
        FAILED
    }

    static final FlightConnectionWait PROBE = new FlightConnectionWait();

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
    @Description("GRANTED; else CANCELLED, TIMED_OUT, REFUSED by the queue, or FAILED where the pool gave none")
    @Nullable
    String outcome;
}
