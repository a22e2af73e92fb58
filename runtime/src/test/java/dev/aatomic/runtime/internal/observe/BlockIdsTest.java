package dev.aatomic.runtime.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers by which what is told of a block is joined. */
@Tag("rooms")
final class BlockIdsTest {

    private static final int LANES = 1000;
    private static final int THREADS = 4;

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
    }

    @Test
    void laneHasOneNumberWhoeverAsks() {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane(dispatcher));
        }
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<CompletableFuture<List<Long>>> asked = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            asked.add(CompletableFuture.supplyAsync(
                    () -> {
                        ready.countDown();
                        Await.latch(ready);
                        return lanes.stream().map(BlockIds::of).toList();
                    },
                    task -> new Thread(task, "asking").start()));
        }

        List<Long> first = Await.value(asked.get(0));
        assertThat(first).doesNotHaveDuplicates().doesNotContain(BlockIds.NONE);
        assertThat(asked).allSatisfy(each -> assertThat(Await.value(each)).isEqualTo(first));
    }

    @Test
    void numberIsGivenWhenItIsAskedFor() {
        Lane early = new Lane(dispatcher);
        Lane late = new Lane(dispatcher);

        assertThat(BlockIds.of(late)).isLessThan(BlockIds.of(early));
    }
}
