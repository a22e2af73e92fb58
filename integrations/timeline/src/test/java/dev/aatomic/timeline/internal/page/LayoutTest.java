package dev.aatomic.timeline.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.support.EventList;
import dev.aatomic.timeline.support.GeneratedLoad;
import dev.aatomic.timeline.support.KnownBlocks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which bar is in which row. */
class LayoutTest {

    @Test
    void putsEachBlockWhereItBelongs() {
        List<Block> blocks =
                BlockAssembler.assemble(KnownBlocks.list().events()).all();

        assertThat(text(blocks))
                .containsExactly(
                        "CONNECTION 0: Accounts.transfer 10-100, Orders.place 100-190",
                        "CONNECTION 1: Reports.monthly 20-180",
                        "SOME_CONNECTION 0: Old.block 65-95, Jobs.run 120-190",
                        "WAITING 0: Accounts.transfer 0-10, Orders.place 50-100, Jobs.run 110-120",
                        "WAITING 1: Old.block 60-65",
                        "WAITING 2: " + KnownBlocks.EVIL + " 60-160",
                        "HOOKS 0: Accounts.transfer 105-130");
    }

    @Test
    void keepsDatabasesApart() {
        EventList list = new EventList(1_000_000)
                .transaction("orders", 1, "A", "COMMITTED", 1, 0, 0, 0, 10)
                .transaction("billing", 2, "B", "COMMITTED", 1, 0, 0, 0, 10)
                .transaction("billing", 3, "C", "COMMITTED", 1, 2, 0, 0, 10);
        Layout layout = Layout.of(BlockAssembler.assemble(list.events()).all());

        assertThat(layout.pools()).containsExactly(new Pool(0, "billing"), new Pool(0, "orders"));
        assertThat(layout.rows())
                .containsExactly(
                        new Row(0, Row.Kind.CONNECTION, 0),
                        new Row(0, Row.Kind.CONNECTION, 2),
                        new Row(1, Row.Kind.CONNECTION, 0));
    }

    @Test
    void putsIntoOneRowWhatFollowsWithoutAGap() {
        EventList list = new EventList(1_000_000)
                .transaction(1, "A", "COMMITTED", 0, 0, 10, 20)
                .transaction(2, "B", "COMMITTED", 1, 10, 15, 20)
                .transaction(3, "C", "COMMITTED", 2, 15, 16, 20);

        assertThat(text(BlockAssembler.assemble(list.events()).all()))
                .contains("WAITING 0: A 0-10, B 10-15, C 15-16")
                .noneMatch(row -> row.startsWith("WAITING 1"));
    }

    @Test
    void needsAsManyRowsAsWaitAtOnceAndOverlapsNone() {
        GeneratedLoad load = GeneratedLoad.of(5, 4_000, 3);
        List<Block> blocks = BlockAssembler.assemble(load.events()).all();

        Layout layout = Layout.of(blocks);

        int held = (int)
                load.made().stream().filter(made -> made.connection() >= 0).count();
        int hooks = (int) load.made().stream().filter(GeneratedLoad.Made::hooks).count();
        int waited =
                (int) load.made().stream().filter(GeneratedLoad.Made::waited).count();
        assertThat(layout.bars()).hasSize(held + waited + hooks);
        for (int i = 1; i < layout.bars().size(); i++) {
            Bar before = layout.bars().get(i - 1);
            Bar bar = layout.bars().get(i);
            assertThat(before.row() < bar.row() || before.row() == bar.row() && before.end() <= bar.start())
                    .as("%s and %s", before, bar)
                    .isTrue();
        }
        long waitingRows = layout.rows().stream()
                .filter(row -> row.kind() == Row.Kind.WAITING)
                .count();
        assertThat(waitingRows).isEqualTo(mostWaitAtOnce(blocks));
    }

    private static long mostWaitAtOnce(List<Block> blocks) {
        List<long[]> waits = new ArrayList<>();
        blocks.forEach(block -> block.parts().stream()
                .filter(part -> part.kind() == PartKind.WAITING)
                .forEach(part -> waits.add(new long[] {part.start(), part.end()})));
        return waits.stream()
                .mapToLong(wait -> waits.stream()
                        .filter(other -> other[0] <= wait[0] && other[1] > wait[0])
                        .count())
                .max()
                .orElse(0);
    }

    private static List<String> text(List<Block> blocks) {
        Layout layout = Layout.of(blocks);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < layout.rows().size(); i++) {
            Row row = layout.rows().get(i);
            int index = i;
            List<String> bars = layout.bars().stream()
                    .filter(bar -> bar.row() == index)
                    .map(bar -> blocks.get(bar.block()).name() + " " + bar.start() / 1_000_000 + "-"
                            + bar.end() / 1_000_000)
                    .toList();
            rows.add(row.kind() + " " + row.number() + ": " + String.join(", ", bars));
        }
        return rows;
    }
}
