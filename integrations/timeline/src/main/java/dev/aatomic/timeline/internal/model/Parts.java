package dev.aatomic.timeline.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides a block's time. Where several things happened at once, as a call to the database does within the application's code, the
 * first of database, hook and body counts.
 */
final class Parts {

    private static final List<PartKind> FIRST_COUNTS = List.of(PartKind.DATABASE, PartKind.HOOK, PartKind.BODY);

    private Parts() {}

    /**
     * Divides the time in which a block held its connection. The parts follow one another without a gap.
     *
     * @param recorded when the recording is complete: before and after, what was not recorded may have been anything
     */
    static List<Part> held(
            Interval held, List<Interval> database, List<Interval> body, List<Interval> hooks, Interval recorded) {
        if (held.isEmpty()) {
            return List.of();
        }
        long recordedFrom = database.isEmpty() && body.isEmpty() ? held.end() : recorded.start();
        // What begins (1) and ends (-1) at a time, for each kind.
        TreeMap<Long, Map<PartKind, Integer>> changes = new TreeMap<>();
        changes.put(held.start(), new EnumMap<>(PartKind.class));
        changes.put(held.end(), new EnumMap<>(PartKind.class));
        for (long border : new long[] {recordedFrom, recorded.end()}) {
            if (border > held.start() && border < held.end()) {
                changes.put(border, new EnumMap<>(PartKind.class));
            }
        }
        add(changes, PartKind.DATABASE, database, held);
        add(changes, PartKind.BODY, body, held);
        add(changes, PartKind.HOOK, hooks, held);

        List<Part> parts = new ArrayList<>();
        Map<PartKind, Integer> running = new EnumMap<>(PartKind.class);
        long from = held.start();
        for (Map.Entry<Long, Map<PartKind, Integer>> change : changes.entrySet()) {
            long to = change.getKey();
            if (to > from) {
                append(parts, new Part(kind(running, from < recordedFrom || from >= recorded.end()), from, to));
            }
            change.getValue().forEach((kind, by) -> running.merge(kind, by, Integer::sum));
            from = to;
        }
        return parts;
    }

    /** The time in which hooks ran after the connection was returned, several at once counting once. */
    static List<Part> afterwards(long returned, List<Interval> hooks) {
        List<Part> parts = new ArrayList<>();
        List<Interval> inOrder = hooks.stream()
                .map(hook -> hook.within(returned, Long.MAX_VALUE))
                .filter(hook -> !hook.isEmpty())
                .sorted(Comparator.comparingLong(Interval::start))
                .toList();
        for (Interval hook : inOrder) {
            Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (last != null && hook.start() <= last.end()) {
                parts.set(parts.size() - 1, new Part(PartKind.HOOK, last.start(), Math.max(last.end(), hook.end())));
            } else {
                parts.add(new Part(PartKind.HOOK, hook.start(), hook.end()));
            }
        }
        return parts;
    }

    private static void add(
            TreeMap<Long, Map<PartKind, Integer>> changes, PartKind kind, List<Interval> intervals, Interval held) {
        for (Interval interval : intervals) {
            Interval inside = interval.within(held.start(), held.end());
            if (!inside.isEmpty()) {
                add(changes, inside.start(), kind, 1);
                add(changes, inside.end(), kind, -1);
            }
        }
    }

    private static void add(TreeMap<Long, Map<PartKind, Integer>> changes, long time, PartKind kind, int by) {
        changes.computeIfAbsent(time, t -> new EnumMap<>(PartKind.class)).merge(kind, by, Integer::sum);
    }

    private static PartKind kind(Map<PartKind, Integer> running, boolean mayHaveBeenAnything) {
        for (PartKind kind : FIRST_COUNTS) {
            if (running.getOrDefault(kind, 0) > 0) {
                return kind;
            }
        }
        return mayHaveBeenAnything ? PartKind.HELD : PartKind.IDLE;
    }

    /** Adds a part, to the one before if they are of one kind. */
    private static void append(List<Part> parts, Part part) {
        if (!parts.isEmpty() && parts.get(parts.size() - 1).kind() == part.kind()) {
            Part before = parts.remove(parts.size() - 1);
            parts.add(new Part(part.kind(), before.start(), part.end()));
        } else {
            parts.add(part);
        }
    }
}
