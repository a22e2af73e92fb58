package dev.aatomic.timeline.internal.model;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Arrays;
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
            for (BlockEvents attempt : byAttempt(ofBlock)) {
                blocks.add(reader.read(attempt));
            }
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
            } else {
                byBlock.computeIfAbsent(new Key(event.process(), event.block()), k -> new ArrayList<>())
                        .add(event);
            }
        }
        all.addAll(byBlock.values());
        return all;
    }

    /** Gives each event to the attempt that was the last to be opened before. */
    private static List<BlockEvents> byAttempt(List<Event> events) {
        List<Event.Transaction> transactions = events.stream()
                .filter(Event.Transaction.class::isInstance)
                .map(Event.Transaction.class::cast)
                .sorted(Comparator.comparingLong(Event::start))
                .toList();
        List<BlockEvents> attempts = transactions.isEmpty()
                ? List.of(new BlockEvents(null))
                : transactions.stream().map(BlockEvents::new).toList();
        long[] starts = transactions.stream().mapToLong(Event::start).toArray();
        for (Event event : events) {
            int found = Arrays.binarySearch(starts, event.start());
            int before = found >= 0 ? found : -found - 2;
            attempts.get(Math.max(0, before)).add(event);
        }
        return attempts;
    }
}
