package dev.aatomic.timeline.internal.model;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes one block out of its events. */
final class BlockReader {

    private static final String GRANTED = "GRANTED";

    private final int process;
    private final long origin;
    private final long recordingEnd;
    private final long recordedFrom;
    private final boolean recordsWaits;

    /**
     * Takes what all blocks of a process share.
     *
     * @param origin what times count from
     * @param recordingEnd when the last event of the recording ended, in the time of the events
     * @param recordedFrom since when the recording of the process is complete, from the origin on
     * @param recordsWaits whether there are events of waits: then a block without one did not have to
     */
    BlockReader(int process, long origin, long recordingEnd, long recordedFrom, boolean recordsWaits) {
        this.process = process;
        this.origin = origin;
        this.recordingEnd = recordingEnd;
        this.recordedFrom = recordedFrom;
        this.recordsWaits = recordsWaits;
    }

    Block read(BlockEvents events) {
        Event.Transaction transaction = events.transaction;
        return transaction == null ? unfinished(events) : finished(transaction, events);
    }

    private Block finished(Event.Transaction transaction, BlockEvents events) {
        long opened = transaction.start() - origin;
        long asked = opened + transaction.delayNanos();
        long connected;
        long returned;
        if (events.waits.isEmpty()) {
            connected = asked + transaction.waitNanos();
            // The two durations were measured by another clock than start and end.
            returned = Math.min(connected + transaction.holdNanos(), transaction.end() - origin);
        } else {
            if (asked > opened) {
                asked = events.lastWait().start() - origin;
            }
            connected = events.lastWait().end() - origin;
            returned = transaction.connection() == Event.NOT_OF_POOL ? connected : transaction.end() - origin;
        }
        return block(
                events,
                transaction.block(),
                transaction.database(),
                transaction.name(),
                Outcome.of(transaction.outcome()),
                transaction.attempt(),
                transaction.connection(),
                true,
                opened,
                asked,
                connected,
                Math.max(connected, returned));
    }

    /** A block of whose end there is nothing: it was open as the recording ended, unless its last step was its last. */
    private Block unfinished(BlockEvents events) {
        long first = all(events).mapToLong(Event::start).min().orElse(origin);
        Event.ConnectionWait wait = events.waits.isEmpty() ? null : events.lastWait();
        long connected = wait == null ? first : wait.end();
        boolean held = wait == null || wait.outcome().equalsIgnoreCase(GRANTED);
        return block(
                events,
                all(events).findFirst().map(Event::block).orElse(Event.NO_ID),
                database(events),
                name(events),
                Outcome.OPEN,
                1,
                Event.NOT_RECORDED,
                wait != null,
                first - origin,
                (wait == null ? first : wait.start()) - origin,
                connected - origin,
                (held ? Math.max(connected, lastHeld(events)) : connected) - origin);
    }

    private long lastHeld(BlockEvents events) {
        return events.steps.stream()
                .max(Comparator.comparingLong(Event.Step::end))
                .filter(step -> step.operation().equalsIgnoreCase("commit")
                        || step.operation().equalsIgnoreCase("rollback"))
                .map(Event.Step::end)
                .orElse(recordingEnd);
    }

    /** An event is written as it ends: what a block does as the recording ends is not in it. */
    private long lastEnd(BlockEvents events) {
        return all(events).mapToLong(Event::end).max().orElse(origin);
    }

    private Block block(
            BlockEvents events,
            long id,
            String database,
            String name,
            Outcome outcome,
            int attempt,
            int connection,
            boolean opensInRecording,
            long opened,
            long asked,
            long connected,
            long returned) {
        List<Part> parts = new ArrayList<>();
        boolean hadToWait = !recordsWaits || !events.waits.isEmpty() || id == Event.NO_ID || opened < recordedFrom;
        if (hadToWait && connected > asked) {
            parts.add(new Part(PartKind.WAITING, asked, connected));
        }
        List<Interval> hooks = intervals(events.hooks);
        parts.addAll(Parts.held(
                new Interval(connected, returned),
                intervals(events.steps),
                intervals(events.bodies),
                hooks,
                new Interval(recordedFrom, outcome == Outcome.OPEN ? lastEnd(events) - origin : Long.MAX_VALUE)));
        parts.addAll(Parts.afterwards(returned, hooks));
        return new Block(
                process,
                id,
                database,
                name,
                outcome,
                attempt,
                connection,
                opened,
                opensInRecording,
                connected,
                returned,
                events.waits.isEmpty() ? "" : events.lastWait().outcome(),
                parts,
                details(events.steps, this::step),
                details(events.nested, this::nested),
                details(events.hooks, this::hook));
    }

    private List<Interval> intervals(List<? extends Event> events) {
        return events.stream()
                .map(event -> new Interval(event.start() - origin, event.end() - origin))
                .toList();
    }

    private static <E extends Event, D extends Detail> List<D> details(List<E> events, Function<E, D> detail) {
        return events.stream()
                .map(detail)
                .sorted(Comparator.comparingLong(Detail::start))
                .toList();
    }

    private Detail.Step step(Event.Step step) {
        return new Detail.Step(step.start() - origin, step.end() - origin, step.operation(), step.failed(), step.sql());
    }

    private Detail.Nested nested(Event.NestedBlock block) {
        return new Detail.Nested(
                block.start() - origin,
                block.end() - origin,
                block.name(),
                block.depth(),
                block.savepoint(),
                Outcome.of(block.outcome()));
    }

    private Detail.Hook hook(Event.Hook hook) {
        return new Detail.Hook(
                hook.start() - origin, hook.end() - origin, hook.name(), hook.kind(), hook.hook(), hook.failed());
    }

    private static Stream<Event> all(BlockEvents events) {
        return Stream.of(events.waits, events.steps, events.bodies, events.nested, events.hooks)
                .flatMap(List::stream);
    }

    private static String database(BlockEvents events) {
        return Stream.concat(
                        events.waits.stream().map(Event.ConnectionWait::database),
                        events.steps.stream().map(Event.Step::database))
                .findFirst()
                .orElse("");
    }

    private static String name(BlockEvents events) {
        return Stream.of(
                        events.waits.stream().map(Event.ConnectionWait::name),
                        events.bodies.stream().map(Event.Body::name),
                        events.hooks.stream().map(Event.Hook::name))
                .flatMap(Function.identity())
                .findFirst()
                .orElse("");
    }
}
