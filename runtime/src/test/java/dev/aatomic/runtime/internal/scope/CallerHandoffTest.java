package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G2: who runs the body of a block whose caller waits. */
@Tag("G2")
final class CallerHandoffTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final Thread other = new Thread(() -> {});

    @AfterEach
    void shutDown() {
        dispatcher.shutdown();
    }

    private CallerHandoff ofAWorker(boolean bound) {
        return Await.value(ForkJoinPool.commonPool().submit(() -> new CallerHandoff(dispatcher, bound, false)));
    }

    @Test
    void callerRunsTheBodyItself() {
        CallerHandoff handoff = new CallerHandoff(dispatcher, false, false);

        assertThat(handoff.caller()).isSameAs(Thread.currentThread());
        assertThat(handoff.startsElsewhere()).isFalse();
        assertThat(handoff.isAwayFrom(Thread.currentThread())).isFalse();
        assertThat(handoff.isAwayFrom(other)).isTrue();
    }

    @Test
    void workerOnlyWaits() {
        CallerHandoff handoff = ofAWorker(false);

        assertThat(handoff.caller()).isNull();
        assertThat(handoff.startsElsewhere()).isTrue();
        assertThat(handoff.isAwayFrom(other)).as("where its turn is").isFalse();
    }

    @Test
    void workerRunsABodyThatIsBoundToIt() {
        CallerHandoff handoff = ofAWorker(true);

        assertThat(handoff.caller()).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(handoff.startsElsewhere()).isFalse();
    }

    @Test
    void callerHasTheLaneOnItsStackUntilItHasItsEnd() {
        Transactions transactions = fixtures.transactions(1);
        ThreadState thread = ThreadState.current();

        transactions.atomic().run(() -> {
            assertThat(thread.laneCount()).isEqualTo(1);
            assertThat(thread.lane(0)).isSameAs(MemoryFixtures.block().lane);
            assertThat(MemoryFixtures.block().lane.isOwnedHere()).isTrue();
        });

        assertThat(thread.laneCount()).isZero();
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    throw new IOException("body");
                }))
                .isInstanceOf(IOException.class);
        assertThat(thread.laneCount()).as("after a failure").isZero();
    }

    @Test
    void callerThatWaitsForAConnectionIsToldOf() {
        RecordingListener listener = new RecordingListener();
        Transactions transactions = fixtures.transactions(1, builder -> builder.listener(listener));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> stage);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                () -> transactions.atomic().named("waiting").run(() -> {}), task -> new Thread(task).start());

        Await.until("it is told of", () -> listener.lines().contains("waiting waiting 0"));
        stage.complete(1);

        Await.value(holder);
        Await.value(waiting);
    }

    @Test
    void callerOfANestedBlockLeavesTheLaneToOthers() {
        Transactions transactions = fixtures.transactions(1);
        CompletableFuture<Boolean> owned = new CompletableFuture<>();
        CompletableFuture<Boolean> block = transactions.atomic().getStageAsync(() -> {
            BlockScope outer = MemoryFixtures.block();
            new Thread(() -> outer.runHere(() -> {
                        transactions.atomic().run(() -> {});
                        owned.complete(outer.lane.isOwnedHere());
                    }))
                    .start();
            return owned;
        });

        assertThat(Await.value(block)).isFalse();
    }
}
