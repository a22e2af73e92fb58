package dev.aatomic.timeline.support;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events written down by a test, in a unit of its own from an origin of its own. */
public final class EventList {

    public static final String PROCESS = "p";
    public static final long ORIGIN = 1_790_000_000_000_000_000L;

    private final List<Event> events = new ArrayList<>();
    private final long unit;

    /** Takes how many nanoseconds the numbers of its methods count. */
    public EventList(long unit) {
        this.unit = unit;
    }

    public List<Event> events() {
        return events;
    }

    public EventList transaction(
            long block, String name, String outcome, int connection, long opened, long connected, long returned) {
        return transaction("default", block, name, outcome, 1, connection, opened, connected, returned);
    }

    public EventList transaction(
            String database,
            long block,
            String name,
            String outcome,
            int attempt,
            int connection,
            long opened,
            long connected,
            long returned) {
        return transaction(database, block, name, outcome, attempt, connection, opened, opened, connected, returned);
    }

    /** One that asked for its connection with its first statement. */
    public EventList lateTransaction(
            long block,
            String name,
            String outcome,
            int connection,
            long opened,
            long asked,
            long connected,
            long returned) {
        return transaction("default", block, name, outcome, 1, connection, opened, asked, connected, returned);
    }

    private EventList transaction(
            String database,
            long block,
            String name,
            String outcome,
            int attempt,
            int connection,
            long opened,
            long asked,
            long connected,
            long returned) {
        events.add(new Event.Transaction(
                PROCESS,
                block,
                time(opened),
                time(returned),
                database,
                name,
                outcome,
                attempt,
                connection,
                (asked - opened) * unit,
                (connected - asked) * unit,
                (returned - connected) * unit));
        return this;
    }

    public EventList connectionWait(long block, String name, String outcome, long start, long end) {
        events.add(new Event.ConnectionWait(PROCESS, block, time(start), time(end), "default", name, outcome));
        return this;
    }

    public EventList step(long block, String operation, long start, long end) {
        return step(block, operation, null, start, end);
    }

    public EventList step(long block, String operation, @Nullable String sql, long start, long end) {
        events.add(new Event.Step(PROCESS, block, time(start), time(end), "default", operation, false, sql));
        return this;
    }

    public EventList body(long block, String name, long start, long end) {
        events.add(new Event.Body(PROCESS, block, time(start), time(end), name));
        return this;
    }

    public EventList nested(
            long block, String name, int depth, boolean savepoint, String outcome, long start, long end) {
        events.add(new Event.NestedBlock(PROCESS, block, time(start), time(end), name, depth, savepoint, outcome));
        return this;
    }

    public EventList hook(long block, String kind, String hook, boolean failed, long start, long end) {
        events.add(new Event.Hook(PROCESS, block, time(start), time(end), "", kind, hook, failed));
        return this;
    }

    private long time(long at) {
        return ORIGIN + at * unit;
    }
}
