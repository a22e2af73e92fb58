package dev.aatomic.timeline.internal.model;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts blocks together from their events, any of which may be missing. */
public final class BlockAssembler {

    private record Key(String process, long block) {}

    private BlockAssembler() {}

    /** The blocks of events, which may be in any order. */
    public static Blocks assemble(List<Event> events) {
        long origin = events.stream().mapToLong(Event::start).min().orElse(0);
        long end = events.stream().mapToLong(Event::end).max().orElse(origin);
        Map<String, Long> firstEnds = new TreeMap<>();
        Set<String> withWaits = new HashSet<>();
        for (Event event : events) {
            firstEnds.merge(event.process(), event.end(), Math::min);
            if (event instanceof Event.ConnectionWait) {
                withWaits.add(event.process());
            }
        }
        List<String> processes = List.copyOf(firstEnds.keySet());

        List<Block> blocks = new ArrayList<>();
        for (List<Event> ofBlock : byBlock(events)) {
            String process = ofBlock.get(0).process();
            // An event is written as it ends, so from the first one's end on none is missing.
            BlockReader reader = new BlockReader(
                    processes.indexOf(process),
                    origin,
                    end,
                    firstEnds.get(process) - origin,
                    withWaits.contains(process));
            BlockEvents together = new BlockEvents();
            ofBlock.forEach(together::add);
            blocks.add(reader.read(together));
        }
        blocks.sort(Comparator.comparingLong(Block::opened)
                .thenComparingLong(Block::returned)
                .thenComparingLong(Block::id));
        return new Blocks(origin, end - origin, processes, blocks);
    }

    private static List<List<Event>> byBlock(List<Event> events) {
        Map<Key, List<Event>> byBlock = new LinkedHashMap<>();
        List<List<Event>> all = new ArrayList<>();
        for (Event event : events) {
            if (event.block() == Event.NO_ID) {
                // Nothing joins events without an id; a transaction's stands for itself.
                if (event instanceof Event.Transaction) {
                    all.add(List.of(event));
                }
            } else if (event.block() != Event.OUTSIDE) {
                byBlock.computeIfAbsent(new Key(event.process(), event.block()), k -> new ArrayList<>())
                        .add(event);
            }
        }
        all.addAll(byBlock.values());
        return all;
    }
}
