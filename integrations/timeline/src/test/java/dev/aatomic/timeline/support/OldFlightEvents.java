package dev.aatomic.timeline.support;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The one event of a recording that has neither ids nor connections. */
public final class OldFlightEvents {

    private OldFlightEvents() {}

    @Name("dev.aatomic.Transaction")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class Transaction extends Event {
        public @Nullable String database;
        public @Nullable String name;
        public @Nullable String outcome;
        public int attempt;

        @Timespan(Timespan.NANOSECONDS)
        public long wait;

        @Timespan(Timespan.NANOSECONDS)
        public long hold;
    }
}
