package dev.aatomic.timeline.internal.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.Part;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.support.EventList;
import dev.aatomic.timeline.support.GeneratedLoad;
import dev.aatomic.timeline.support.KnownBlocks;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the blocks of a recording are together. */
class StatisticsTest {

    private static final long LENGTH = 190;

    @Test
    void countsWhoHoldsAndWhoWaits() {
        PoolUse use = PoolUse.of(known(), LENGTH * 1_000_000, 19);

        // For each ten milliseconds, the most at once.
        assertThat(use.held()).containsExactly(0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 3, 2);
        assertThat(use.waiting()).containsExactly(1, 0, 0, 0, 0, 1, 3, 2, 2, 2, 1, 2, 1, 1, 1, 1, 0, 0, 0);
    }

    @Test
    void agreesWithCountingEachBlockAtEachMoment() {
        List<Block> blocks =
                BlockAssembler.assemble(GeneratedLoad.of(3, 300, 4).events()).all();
        long length = blocks.stream().mapToLong(Block::end).max().orElseThrow();

        PoolUse use = PoolUse.of(blocks, length, 50);

        long stretch = -Math.floorDiv(-length, 50);
        for (int i = 0; i < 50; i++) {
            long from = i * stretch;
            assertThat(use.held()[i])
                    .isEqualTo(mostAtOnce(
                            blocks,
                            from,
                            from + stretch,
                            part -> part.kind() != PartKind.WAITING && part.kind() != PartKind.HOOK));
            assertThat(use.waiting()[i])
                    .isEqualTo(mostAtOnce(blocks, from, from + stretch, part -> part.kind() == PartKind.WAITING));
        }
    }

    @Test
    void isEmptyForNoBlocks() {
        PoolUse use = PoolUse.of(List.of(), 0, 4);

        assertThat(use.held()).containsExactly(0, 0, 0, 0);
        assertThat(use.waiting()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void namesTheBlocksThatIdledLongest() {
        Idlest idlest = Idlest.of(known(), 2);

        assertThat(idlest.kind()).isEqualTo(PartKind.IDLE);
        assertThat(idlest.entries().stream()
                        .map(entry -> known().get(entry.block()).name()))
                .containsExactly("Reports.monthly", "Accounts.transfer");
        assertThat(idlest.entries().stream().map(Idlest.Entry::nanos)).containsExactly(135_000_000L, 20_000_000L);
    }

    @Test
    void namesTheBlocksThatHeldLongestWhereNothingElseIsRecorded() {
        List<Block> blocks = BlockAssembler.assemble(new EventList(1)
                        .transaction(Event.NO_ID, "Short", "committed", Event.NOT_RECORDED, 0, 5, 15)
                        .transaction(Event.NO_ID, "Long", "committed", Event.NOT_RECORDED, 1, 5, 99)
                        .transaction(Event.NO_ID, "None", "rolled back", Event.NOT_RECORDED, 2, 5, 5)
                        .events())
                .all();

        Idlest idlest = Idlest.of(blocks, 10);

        assertThat(idlest)
                .isEqualTo(new Idlest(PartKind.HELD, List.of(new Idlest.Entry(1, 94), new Idlest.Entry(0, 10))));
    }

    @Test
    void namesTheIdlestOfManyAndNotMore() {
        GeneratedLoad load = GeneratedLoad.of(11, 500, 3);
        List<Block> blocks = BlockAssembler.assemble(load.events()).all();

        List<Long> expected = load.made().stream()
                .map(made -> made.nanos(PartKind.IDLE))
                .sorted(Comparator.reverseOrder())
                .limit(10)
                .toList();
        assertThat(Idlest.of(blocks, 10).entries().stream().map(Idlest.Entry::nanos))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void addsUpTheWaitingOfEachName() {
        EventList list = new EventList(1)
                .transaction(1, "A", "COMMITTED", 0, 0, 10, 20)
                .transaction(2, "B", "COMMITTED", 0, 0, 20, 30)
                .transaction(3, "A", "COMMITTED", 0, 0, 30, 40)
                .transaction(4, "C", "COMMITTED", 1, 0, 0, 40);

        assertThat(WaitingPlace.of(BlockAssembler.assemble(list.events()).all(), 10))
                .containsExactly(new WaitingPlace("A", 2, 40, 30, 2), new WaitingPlace("B", 1, 20, 20, 1));
        assertThat(WaitingPlace.of(BlockAssembler.assemble(list.events()).all(), 1))
                .hasSize(1);
    }

    private static List<Block> known() {
        return BlockAssembler.assemble(KnownBlocks.list().events()).all();
    }

    /** Counts at each moment at which anything begins: there the number is highest. */
    private static int mostAtOnce(List<Block> blocks, long from, long to, Predicate<Part> counts) {
        List<Part> parts = blocks.stream()
                .flatMap(block -> block.parts().stream())
                .filter(counts)
                .filter(part -> part.end() > from && part.start() < to)
                .toList();
        return parts.stream()
                .mapToLong(part -> Math.max(from, part.start()))
                .mapToInt(moment -> (int) parts.stream()
                        .filter(part -> part.start() <= moment && part.end() > moment)
                        .count())
                .max()
                .orElse(0);
    }
}
