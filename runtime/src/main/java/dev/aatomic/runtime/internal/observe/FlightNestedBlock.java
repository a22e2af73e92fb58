package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A nested block in a flight recording. */
@Name("dev.aatomic.NestedBlock")
@Label("Nested Block")
@Description("A block inside another one, in the same transaction, from its opening to its end")
@Category("Aatomic")
@StackTrace(false)
final class FlightNestedBlock extends Event {

    static final FlightNestedBlock PROBE = new FlightNestedBlock();

    @Label("Block")
    @FlightBlockId
    long block;

    @Label("Name")
    @Description("The block's name, or where its body was written")
    @Nullable
    String name;

    @Label("Depth")
    @Description("How many blocks are around it on its connection, from 1 on")
    int depth;

    @Label("Savepoint")
    @Description("Whether it goes back to a savepoint of its own; else what is around it is undone with it")
    boolean savepoint;

    @Label("Outcome")
    @Description("COMMITTED where its work is left to the block around it, ROLLED_BACK, or UNKNOWN")
    @Nullable
    String outcome;
}
