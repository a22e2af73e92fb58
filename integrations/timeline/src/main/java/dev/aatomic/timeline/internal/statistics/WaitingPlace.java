package dev.aatomic.timeline.internal.statistics;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.PartKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The waiting of all blocks of one name.
 *
 * @param count how many there are
 * @param sum how long they waited together
 * @param max how long the one waited that did so longest
 * @param longest its index
 */
public record WaitingPlace(String name, int count, long sum, long max, int longest) {

    /** At most so many, those that waited longest together first. */
    public static List<WaitingPlace> of(List<Block> blocks, int limit) {
        Map<String, WaitingPlace> places = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            long nanos = blocks.get(i).total(PartKind.WAITING);
            String name = blocks.get(i).name();
            places.merge(name, new WaitingPlace(name, 1, nanos, nanos, i), WaitingPlace::with);
        }
        List<WaitingPlace> waited = new ArrayList<>(places.values());
        waited.removeIf(place -> place.sum() == 0);
        waited.sort(Comparator.comparingLong(WaitingPlace::sum).reversed().thenComparing(WaitingPlace::name));
        return List.copyOf(waited.subList(0, Math.min(limit, waited.size())));
    }

    private WaitingPlace with(WaitingPlace other) {
        WaitingPlace longer = other.max > max ? other : this;
        return new WaitingPlace(name, count + other.count, sum + other.sum, longer.max, longer.longest);
    }
}
