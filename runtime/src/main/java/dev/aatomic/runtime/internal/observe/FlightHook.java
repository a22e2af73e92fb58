package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A hook in a flight recording. */
@Name("dev.aatomic.Hook")
@Label("Hook")
@Description(
        "A hook of a transaction that has ended, from its call to its end; an asynchronous one, to that of its stage. One that never"
                + " came to its end is missing")
@Category("Aatomic")
@StackTrace(false)
final class FlightHook extends Event {

    static final FlightHook PROBE = new FlightHook();

    @Label("Block")
    @FlightBlockId
    long block;

    @Label("Name")
    @Description("The name of the outermost block, or where its body was written")
    @Nullable
    String name;

    @Label("Kind")
    @Description(
            "What registered it: beforeCommit, beforeCommitAsync, onCommit, onCommitRobust, onCommitAsync or onRollback")
    @Nullable
    String kind;

    @Label("Hook")
    @Description("Its class; of a lambda, the class in which that was written")
    @Nullable
    String hook;

    @Label("Failed")
    @Description("Whether it ended with an exception")
    boolean failed;
}
