package dev.aatomic.timeline.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.support.EventList;
import dev.aatomic.timeline.support.GeneratedLoad;
import dev.aatomic.timeline.support.KnownBlocks;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks are put together again from whatever there is of them. */
class BlockAssemblerTest {

    @Test
    void putsEveryKindOfBlockTogether() {
        Blocks blocks = BlockAssembler.assemble(KnownBlocks.list().events());

        assertThat(blocks.origin()).isEqualTo(EventList.ORIGIN);
        assertThat(blocks.length()).isEqualTo(190_000_000);
        assertThat(blocks.all().stream().map(BlockAssemblerTest::text))
                .containsExactly(
                        "1 Accounts.transfer COMMITTED on 0: WAITING 10 DATABASE 30 BODY 20 IDLE 20 DATABASE 20 HOOK 25",
                        "2 Reports.monthly ROLLED_BACK on 1: DATABASE 10 BODY 5 IDLE 135 DATABASE 10",
                        "3 Orders.place UNKNOWN on 0: WAITING 50 DATABASE 90",
                        "-1 Old.block COMMITTED on -2: WAITING 5 HELD 30",
                        "4 " + KnownBlocks.EVIL + " ROLLED_BACK on -1: WAITING 100",
                        "5 Jobs.run OPEN on -2: WAITING 10 DATABASE 20 HELD 50");
    }

    @Test
    void keepsWhatHappenedInABlock() {
        Block block = BlockAssembler.assemble(KnownBlocks.list().events()).all().get(0);

        assertThat(block.steps())
                .containsExactly(
                        new Detail.Step(10_000_000, 40_000_000, "step", false, KnownBlocks.SQL),
                        new Detail.Step(80_000_000, 100_000_000, "commit", false, null));
        assertThat(block.nested())
                .containsExactly(
                        new Detail.Nested(12_000_000, 58_000_000, "Rewards.add", 1, true, Outcome.COMMITTED),
                        new Detail.Nested(20_000_000, 38_000_000, "Rewards.audit", 2, true, Outcome.ROLLED_BACK));
        assertThat(block.hooks())
                .containsExactly(new Detail.Hook(105_000_000, 130_000_000, "", "onCommit", "Notifier", false));
        assertThat(block.waitOutcome()).isEqualTo("GRANTED");
    }

    @Test
    void findsWhatTheGeneratorMade() {
        GeneratedLoad load = GeneratedLoad.of(42, 10_001, 5);

        Blocks blocks = BlockAssembler.assemble(load.events());

        Map<Long, Block> byId = blocks.all().stream().collect(Collectors.toMap(Block::id, Function.identity()));
        assertThat(byId).hasSize(10_001);
        for (GeneratedLoad.Made made : load.made()) {
            Block block = byId.get(made.id());
            assertThat(block.name()).isEqualTo(made.name());
            assertThat(block.outcome()).isEqualTo(made.outcome());
            assertThat(block.connection()).isEqualTo(made.connection());
            for (PartKind kind : PartKind.values()) {
                assertThat(block.total(kind)).as("%s of %s", kind, made).isEqualTo(made.nanos(kind));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PartKind.class)
    void partsOfAllBlocksAddUpToWhatTheGeneratorMade(PartKind kind) {
        GeneratedLoad load = GeneratedLoad.of(7, 2_000, 3);

        long total = BlockAssembler.assemble(load.events()).all().stream()
                .mapToLong(block -> block.total(kind))
                .sum();

        assertThat(total).isEqualTo(load.total(kind));
        if (kind != PartKind.HELD) {
            assertThat(total).isPositive();
        }
    }

    @Test
    void takesTheTimesOfTheEventsBeforeDurationsOfAnotherClock() {
        EventList list = new EventList(1_000_000)
                .connectionWait(1, "Waits", "GRANTED", 0, 12)
                .transaction(1, "Waits", "COMMITTED", 0, 0, 10, 30)
                .step(1, "step", 12, 20)
                .transaction(2, "Uses another library's", "COMMITTED", Event.NOT_OF_POOL, 40, 45, 60);

        List<Block> blocks = BlockAssembler.assemble(list.events()).all();

        assertThat(blocks.stream().map(BlockAssemblerTest::text))
                .containsExactly(
                        "1 Waits COMMITTED on 0: WAITING 12 DATABASE 8 IDLE 10",
                        "2 Uses another library's COMMITTED on -1: HELD 15");
    }

    @Test
    void makesNoBlockOfWorkOutsideOfBlocks() {
        EventList list = new EventList(1)
                .transaction(1, "Block", "COMMITTED", 0, 0, 1, 9)
                .step(Event.OUTSIDE, "statement", 2, 5);

        assertThat(BlockAssembler.assemble(list.events()).all().stream().map(Block::id))
                .containsExactly(1L);
    }

    @Test
    void keepsBlocksOfTwoProcessesApart() {
        List<Event> events = List.of(
                new Event.Transaction("first", 1, 100, 200, "default", "A", "COMMITTED", 1, 0, 0, 0, 100),
                new Event.Transaction("second", 1, 150, 300, "default", "B", "COMMITTED", 1, 0, 0, 0, 150));

        Blocks blocks = BlockAssembler.assemble(events);

        assertThat(blocks.processes()).containsExactly("first", "second");
        assertThat(blocks.all().stream().map(Block::process)).containsExactly(0, 1);
    }

    @Test
    void endsAnUnfinishedBlockWithItsCommit() {
        EventList list = new EventList(1_000_000)
                .body(1, "Began before", 5, 10)
                .step(1, "COMMIT", 10, 20)
                .transaction(2, "Later", "COMMITTED", 0, 50, 50, 90)
                .step(2, "step", 50, 60);

        Block block = BlockAssembler.assemble(list.events()).all().get(0);

        assertThat(text(block)).isEqualTo("1 Began before OPEN on -2: BODY 5 DATABASE 10");
        assertThat(block.opensInRecording()).isFalse();
    }

    @Test
    void doesNotCallIdleWhatWasBeforeTheRecording() {
        // The file begins at 40: the step that ended then is its first event, though the block is older.
        EventList list = new EventList(1_000_000)
                .transaction(1, "Older", "COMMITTED", 0, 0, 0, 60)
                .step(1, "step", 35, 40)
                .step(1, "commit", 50, 60);

        assertThat(text(BlockAssembler.assemble(list.events()).all().get(0)))
                .isEqualTo("1 Older COMMITTED on 0: HELD 35 DATABASE 5 IDLE 10 DATABASE 10");
    }

    @Test
    void doesNotCallWaitingWhatIsNotRecordedAsAWait() {
        EventList list = new EventList(1_000_000)
                .connectionWait(1, "Waits", "GRANTED", 0, 10)
                .transaction(1, "Waits", "COMMITTED", 0, 0, 10, 20)
                .transaction(2, "Gets one at once", "COMMITTED", 1, 30, 31, 40);

        assertThat(BlockAssembler.assemble(list.events()).all().stream().map(BlockAssemblerTest::text))
                .containsExactly(
                        "1 Waits COMMITTED on 0: WAITING 10 HELD 10", "2 Gets one at once COMMITTED on 1: HELD 9");
    }

    /** What it did before, it did without a connection, and without waiting for one. */
    @Test
    void lateConnectionIsWaitedForFromTheTimeItIsAskedFor() {
        EventList list = new EventList(1_000_000)
                .lateTransaction(1, "Late", "COMMITTED", 0, 0, 50, 60, 90)
                .lateTransaction(2, "Got none", "ROLLED_BACK", Event.NOT_OF_POOL, 0, 30, 50, 50)
                .transaction(3, "Asked for none", "COMMITTED", Event.NOT_OF_POOL, 10, 10, 10);

        List<Block> blocks = BlockAssembler.assemble(list.events()).all();

        assertThat(blocks.stream().map(BlockAssemblerTest::text))
                .containsExactlyInAnyOrder(
                        "1 Late COMMITTED on 0: WAITING 10 HELD 30",
                        "2 Got none ROLLED_BACK on -1: WAITING 20",
                        "3 Asked for none COMMITTED on -1: ");
        assertThat(blocks)
                .extracting(Block::id, Block::opened, Block::connected, Block::returned)
                .containsExactlyInAnyOrder(
                        tuple(1L, 0L, 60_000_000L, 90_000_000L),
                        tuple(2L, 0L, 50_000_000L, 50_000_000L),
                        tuple(3L, 10_000_000L, 10_000_000L, 10_000_000L));
    }

    @Test
    void lateConnectionIsWaitedForAsItsEventSays() {
        EventList list = new EventList(1_000_000)
                .body(1, "Late", 1, 20)
                .body(1, "Late", 55, 75)
                .connectionWait(1, "Late", "GRANTED", 51, 61)
                .step(1, "step", 62, 72)
                .lateTransaction(1, "Late", "COMMITTED", 0, 0, 50, 60, 91)
                .body(2, "Has not ended", 5, 30)
                .connectionWait(2, "Has not ended", "GRANTED", 40, 70);

        assertThat(BlockAssembler.assemble(list.events()).all().stream().map(BlockAssemblerTest::text))
                .containsExactly(
                        "1 Late COMMITTED on 0: WAITING 10 BODY 1 DATABASE 10 BODY 3 IDLE 16",
                        "2 Has not ended OPEN on -2: WAITING 30 HELD 21");
    }

    @Test
    void leavesOutWhatOnlyAnIdWouldJoin() {
        EventList list = new EventList(1).step(Event.NO_ID, "step", 0, 5);

        assertThat(BlockAssembler.assemble(list.events()).all()).isEmpty();
    }

    private static String text(Block block) {
        return block.id() + " " + block.name() + " " + block.outcome() + " on " + block.connection() + ": "
                + block.parts().stream()
                        .map(part -> part.kind() + " " + part.nanos() / 1_000_000)
                        .collect(Collectors.joining(" "));
    }
}
