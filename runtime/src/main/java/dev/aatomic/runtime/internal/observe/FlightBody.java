package dev.aatomic.runtime.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The user's code of a block on a thread, in a flight recording. */
@Name("dev.aatomic.Body")
@Label("Body")
@Description(
        "The code of a block runs on a thread: the call of its body, or what was attached to a stage in it. Nested ones lie within")
@Category("Aatomic")
@StackTrace(false)
final class FlightBody extends Event {

    static final FlightBody PROBE = new FlightBody();

    @Label("Block")
    @FlightBlockId
    long block;

    @Label("Name")
    @Description("The name of the block, which may be a nested one, or where its body was written")
    @Nullable
    String name;
}
