package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What this library knows of a thread, and what it keeps it from. */
@Tag("rooms")
final class ThreadStateTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);

    private Lane lane() {
        return new Lane(dispatcher);
    }

    @Test
    void eachThreadHasItsOwn() {
        ThreadState thread = ThreadState.current();
        assertThat(thread.thread).isSameAs(Thread.currentThread());
        assertThat(ThreadState.current()).isSameAs(thread);
        assertThat(thread.thread).isSameAs(Thread.currentThread());
        assertThat(Await.value(CompletableFuture.supplyAsync(ThreadState::current, task -> new Thread(task).start())))
                .isNotSameAs(thread);
    }

    @Test
    void threadIsReservedUntilAllHaveLetItGo() {
        ThreadState thread = ThreadState.current();
        assertThat(thread.isReserved()).isFalse();
        thread.reserve();
        assertThatThrownBy(() -> thread.runReserved(() -> {
                    assertThat(thread.isReserved()).isTrue();
                    throw new IllegalStateException("reserved");
                }))
                .hasMessage("reserved");
        assertThat(thread.isReserved()).isTrue();
        assertThat(thread.givesWay()).isTrue();
        thread.unreserve();
        assertThat(thread.isReserved()).isFalse();
        assertThat(thread.givesWay()).isFalse();
    }

    @Test
    void threadAtAnEndGivesWay() {
        ThreadState thread = ThreadState.current();
        thread.enterEnd();
        assertThat(thread.givesWay()).isTrue();
        thread.leaveEnd();
        assertThat(thread.givesWay()).isFalse();
    }

    @Test
    void workerOfAForkJoinPoolGivesWayAndTellsOfWaits() {
        ThreadState thread = ThreadState.current();
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            assertThat(Await.value(pool.submit(() -> List.of(
                            ThreadState.current().isWorker(),
                            ThreadState.current().givesWay(),
                            ThreadState.current().tellsOfWaits()))))
                    .containsOnly(true);
        } finally {
            pool.shutdown();
        }
        assertThat(thread.isWorker()).isFalse();
        assertThat(thread.tellsOfWaits()).isFalse();
    }

    @Test
    void threadKnowsTheLanesThatItRuns() {
        ThreadState thread = ThreadState.current();
        List<Lane> lanes = List.of(lane(), lane(), lane());
        assertThat(thread.isDispatch()).isFalse();

        lanes.forEach(thread::enter);

        assertThat(thread.isDispatch()).isTrue();
        assertThat(thread.tellsOfWaits()).isTrue();
        assertThat(thread.laneCount()).isEqualTo(3);
        assertThat(thread.lane(2)).isSameAs(lanes.get(2));
        assertThat(lanes).allMatch(thread::runs);
        assertThat(thread.runs(lane())).isFalse();
        thread.leave();
        assertThat(thread.runs(lanes.get(2))).isFalse();
        assertThat(thread.runs(lanes.get(1))).isTrue();
        thread.leave();
        thread.leave();
        assertThat(thread.isDispatch()).isFalse();
    }

    @Test
    void threadInAHookRunsForThisLibrary() {
        ThreadState thread = ThreadState.current();
        thread.enterHook();
        assertThat(thread.isDispatch()).isTrue();
        thread.leaveHook();
        assertThat(thread.isDispatch()).isFalse();
    }

    @Test
    void fiftyRunsInsideEachOtherAreDeep() {
        ThreadState thread = ThreadState.current();
        List<Boolean> deep = new ArrayList<>();

        nest(thread, 50, deep);

        assertThat(deep).hasSize(50);
        assertThat(deep.subList(0, 49)).containsOnly(false);
        assertThat(deep.get(49)).isTrue();
        assertThat(thread.isDeep()).isFalse();
    }

    private static void nest(ThreadState thread, int depth, List<Boolean> deep) {
        thread.runNested(() -> {
            deep.add(thread.isDeep());
            if (depth > 1) {
                nest(thread, depth - 1, deep);
            }
        });
    }

    @Test
    void whatAnExecutorThrowsIsItsRefusal() {
        ThreadState thread = ThreadState.current();
        RejectedExecutionException refusal = new RejectedExecutionException();

        assertThat(thread.dispatch(
                        task -> {
                            throw refusal;
                        },
                        lane()))
                .isSameAs(refusal);
        assertThat(thread.dispatch(task -> {}, lane())).isNull();
    }

    /** An executor that runs tasks on the calling thread would nest each in the one before. */
    @Test
    void dispatchesInsideSixteenOthersArePutOffToTheOutermost() {
        ThreadState thread = ThreadState.current();
        int[] depth = {0, 0};
        List<Runnable> given = new ArrayList<>();
        Executor here = new Executor() {
            @Override
            public void execute(Runnable task) {
                given.add(task);
                depth[0]++;
                depth[1] = Math.max(depth[1], depth[0]);
                if (given.size() < 40) {
                    assertThat(thread.dispatch(this, lane())).isNull();
                }
                depth[0]--;
            }
        };

        assertThat(thread.dispatch(here, lane())).isNull();

        assertThat(given).hasSize(40).doesNotHaveDuplicates();
        assertThat(depth[1]).isEqualTo(16);
    }

    @Test
    void nextLaneStartsHereOnlyWhereItWasAskedFor() {
        ThreadState thread = ThreadState.current();
        assertThat(thread.takes(lane())).isFalse();
        assertThat(thread.pollNext()).isNull();
    }
}
