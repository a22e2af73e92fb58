package dev.aatomic.timeline.internal.statistics;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.PartKind;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The blocks that held a connection idle for longest.
 *
 * @param kind {@link PartKind#IDLE}, or {@link PartKind#HELD} where the recording does not say what blocks did: then it is those that
 *     held longest
 */
public record Idlest(PartKind kind, List<Entry> entries) {

    /**
     * A block.
     *
     * @param block its index
     */
    public record Entry(int block, long nanos) {}

    /** At most so many, the longest first. */
    public static Idlest of(List<Block> blocks, int limit) {
        boolean divided = blocks.stream().anyMatch(block -> block.held() && block.total(PartKind.HELD) == 0);
        PartKind kind = divided ? PartKind.IDLE : PartKind.HELD;
        ToLongFunction<Block> nanos = block -> block.total(kind);
        List<Entry> entries = IntStream.range(0, blocks.size())
                .mapToObj(index -> new Entry(index, nanos.applyAsLong(blocks.get(index))))
                .filter(entry -> entry.nanos() > 0)
                .sorted(Comparator.comparingLong(Entry::nanos).reversed().thenComparingInt(Entry::block))
                .limit(limit)
                .toList();
        return new Idlest(kind, entries);
    }
}
