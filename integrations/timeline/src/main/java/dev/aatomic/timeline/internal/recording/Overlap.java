package dev.aatomic.timeline.internal.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds what two recordings of one process both have. */
final class Overlap {

    /** By how much the times of one event may differ: each recording rounds them from another start. */
    private static final long TOLERANCE_NANOS = 10_000;

    private Overlap() {}

    /** The further events without those that are there already; of several alike each stands for one. */
    static List<Event> without(List<Event> there, List<Event> further) {
        if (there.isEmpty()) {
            return further;
        }
        Map<Event, TreeMap<Long, Integer>> starts = new HashMap<>();
        for (Event event : there) {
            starts.computeIfAbsent(event.at(0, 0), e -> new TreeMap<>()).merge(event.start(), 1, Integer::sum);
        }
        List<Event> left = new ArrayList<>();
        for (Event event : further) {
            TreeMap<Long, Integer> alike = starts.get(event.at(0, 0));
            Long start = alike == null ? null : alike.ceilingKey(event.start() - TOLERANCE_NANOS);
            if (start == null || start > event.start() + TOLERANCE_NANOS) {
                left.add(event);
            } else {
                alike.computeIfPresent(start, (time, count) -> count == 1 ? null : count - 1);
            }
        }
        return left;
    }
}
