package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.BlockState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of a lane at one moment, and what that says of its blocks. */
@Tag("rooms")
final class LaneLookTest {

    private final List<String> log = new ArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(Runnable::run, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    private LaneLook look() {
        LaneLook look = LaneLook.of(lane);
        assertThat(look).isNotNull();
        return look;
    }

    private RecordedScope open(RecordedScope around, String name) {
        RecordedScope child = new RecordedScope(around, name).moved(ScopePhase.OPEN);
        synchronized (lane) {
            lane.setInnermost(child);
        }
        return child;
    }

    private void queueIn(RecordedScope scope, LaneTask task) {
        synchronized (lane) {
            scope.enqueue(task);
        }
    }

    @Test
    void laneThatWasLeftShowsNothing() {
        lane.prepare(root, true);
        lane.close();

        assertThat(LaneLook.of(lane)).isNull();
    }

    @Test
    void blocksAreThereFromTheOutermostInwardWithWhatIsOpenInThem() {
        lane.prepare(root, true);
        root.moved(ScopePhase.OPEN);
        RecordedScope outer = open(root, "outer");
        RecordedScope inner = open(outer, "inner");

        LaneLook look = look();

        assertThat(look.open()).extracting(LaneLook.Open::scope).containsExactly(root, outer, inner);
        assertThat(look.open()).extracting(LaneLook.Open::inside).containsExactly(outer, inner, null);
        assertThat(look.outermost().scope()).isSameAs(root);
        assertThat(look.innermost().scope()).isSameAs(inner);
        assertThat(look.state(look.outermost(), true)).isEqualTo(BlockState.AROUND_NESTED);
        assertThat(look.state(look.innermost(), false)).isEqualTo(BlockState.IDLE);
    }

    @Test
    void ofWhatIsQueuedTheBlocksAreShownThatHaveNotHadTheirTurn() {
        lane.prepare(root, false);
        RecordedScope first = new RecordedScope(root, "first");
        RecordedScope second = new RecordedScope(root, "second");
        queueIn(root, new RecordedTask(root, "task", log));
        queueIn(root, first);
        queueIn(root, new RecordedScope(root, "over").moved(ScopePhase.ENDED));
        queueIn(root, second);

        assertThat(look().outermost().queued()).containsExactly(first, second);
        assertThat(look().isReady()).isTrue();
    }

    /** Of an outermost block, by whether the driver is at work, a thread runs the lane, and something is ready. */
    @ParameterizedTest
    @CsvSource({
        "WAITING, false, false, false, false, WAITING_FOR_THREAD",
        "WAITING, true, true, false, false, CONNECTING",
        "OPEN, true, true, false, true, IN_DATABASE",
        "OPEN, true, true, true, false, IN_STEP",
        "OPEN, false, true, true, false, IN_BODY",
        "OPEN, false, true, false, true, IN_BODY",
        "OPEN, false, false, true, false, WAITING_FOR_THREAD",
        "OPEN, false, false, false, false, IDLE",
        "EXITING, true, true, false, true, IN_DATABASE",
        "EXITING, true, true, false, false, ENDING",
        "EXITING, false, false, false, true, ENDING",
        "STOPPING, true, true, false, true, IN_DATABASE",
        "STOPPING, false, false, false, false, ENDING",
        "ENDING, true, true, false, true, ENDING",
        "HOOKS, false, false, false, false, IN_HOOKS",
        "ABANDONED, true, true, false, true, ABANDONED",
        "ENDED, false, false, false, false, ENDING"
    })
    void whatItDoesFollowsFromWhatIsSeen(
            ScopePhase phase,
            boolean isPinned,
            boolean isOwned,
            boolean isReady,
            boolean hasStatement,
            BlockState state) {
        LaneLook.Open open = new LaneLook.Open(root, phase, null, List.of(), phase != ScopePhase.WAITING);
        LaneLook look = new LaneLook(List.of(open), isPinned, isOwned, isReady, false);

        assertThat(look.state(open, hasStatement)).isEqualTo(state);
    }

    @Test
    void blockThatWasGivenUpIsThatWhateverIsOpenInIt() {
        LaneLook.Open open = new LaneLook.Open(root, ScopePhase.ABANDONED, root, List.of(), true);

        assertThat(new LaneLook(List.of(open), false, false, false, false).state(open, false))
                .isEqualTo(BlockState.ABANDONED);
    }

    @Test
    void openBlockWithoutAConnectionWaitsForItOnlyWhereSomethingNeedsIt() {
        LaneLook.Open open = new LaneLook.Open(root, ScopePhase.OPEN, null, List.of(), false);

        assertThat(new LaneLook(List.of(open), false, false, false, true).state(open, false))
                .isEqualTo(BlockState.WAITING_FOR_CONNECTION);
        assertThat(new LaneLook(List.of(open), true, true, false, true).state(open, false))
                .isEqualTo(BlockState.CONNECTING);
        assertThat(new LaneLook(List.of(open), false, true, false, false).state(open, false))
                .isEqualTo(BlockState.IN_BODY);
        assertThat(new LaneLook(List.of(open), false, false, false, false).state(open, false))
                .isEqualTo(BlockState.IDLE);
    }

    /** A step outside any block is no more than waiting to the lane. */
    @Test
    void stepThatHasGotItsConnectionRuns() {
        LaneLook.Open open = new LaneLook.Open(root, ScopePhase.WAITING, null, List.of(), true);
        LaneLook look = new LaneLook(List.of(open), true, true, false, false);

        assertThat(look.state(open, true)).isEqualTo(BlockState.IN_DATABASE);
        assertThat(look.state(open, false)).isEqualTo(BlockState.IN_STEP);
    }
}
