package dev.aatomic.timeline.support;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Events of the same names and fields as the engine's. */
public final class FlightEvents {

    private FlightEvents() {}

    @Name("dev.aatomic.Transaction")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class Transaction extends Event {
        public long block;
        public @Nullable String database;
        public @Nullable String name;
        public @Nullable String outcome;
        public int attempt;
        public int connection;

        @Timespan(Timespan.NANOSECONDS)
        public long delay;

        @Timespan(Timespan.NANOSECONDS)
        public long wait;

        @Timespan(Timespan.NANOSECONDS)
        public long hold;
    }

    @Name("dev.aatomic.ConnectionWait")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class ConnectionWait extends Event {
        public long block;
        public @Nullable String database;
        public @Nullable String name;
        public @Nullable String outcome;
    }

    @Name("dev.aatomic.Step")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class Step extends Event {
        public long block;
        public @Nullable String database;
        public @Nullable String operation;
        public boolean failed;
        public @Nullable String sql;
    }

    @Name("dev.aatomic.Body")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class Body extends Event {
        public long block;
        public @Nullable String name;
    }

    @Name("dev.aatomic.NestedBlock")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class NestedBlock extends Event {
        public long block;
        public @Nullable String name;
        public int depth;
        public boolean savepoint;
        public @Nullable String outcome;
    }

    @Name("dev.aatomic.Hook")
    @Category("Aatomic")
    @StackTrace(false)
    public static final class Hook extends Event {
        public long block;
        public @Nullable String name;
        public @Nullable String kind;
        public @Nullable String hook;
        public boolean failed;
    }
}
