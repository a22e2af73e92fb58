package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G7: what a body returned is cancelled with its block, whatever class of future it is, and cannot keep the block from its end. */
@Tag("G7")
final class BodyStageCancelTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.H2, 1);
    private final Transactions transactions = fixtures.transactions(database);
    private final CountDownLatch started = new CountDownLatch(1);

    /** As other libraries have them, which stop what they stand for when they are cancelled. */
    private static final class OtherFuture extends CompletableFuture<Integer> {

        private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            stopped.complete(true);
            return super.cancel(mayInterruptIfRunning);
        }
    }

    private CompletableFuture<Integer> open(
            Propagation propagation, CompletableFuture<Integer> stage, Duration timeout) {
        Atomic atomic = transactions.atomic().propagation(propagation);
        return (timeout.isZero() ? atomic : atomic.timeout(timeout)).getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            started.countDown();
            return stage;
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUIRED", "NOT_SUPPORTED"})
    void cancelReachesAFutureOfAnotherClass(Propagation propagation) {
        OtherFuture stage = new OtherFuture();
        CompletableFuture<Integer> block = open(propagation, stage, Duration.ZERO);
        Await.latch(started);

        block.cancel(true);

        assertThat(Await.value(stage.stopped)).isTrue();
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(database.rows()).hasSize(propagation == Propagation.REQUIRED ? 0 : 1);
    }

    @Test
    void timeoutReachesAFutureOfAnotherClass() {
        OtherFuture stage = new OtherFuture();
        // So that the time is the body's alone.
        transactions.atomic().run(() -> transactions.submit(connection -> 0));

        CompletableFuture<Integer> block = open(Propagation.REQUIRED, stage, Duration.ofSeconds(1));

        assertThat(Await.value(stage.stopped)).isTrue();
        assertThat(Await.cause(block)).isInstanceOf(TransactionTimedOutException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void futureOfAnotherClassStillEndsItsBlock() {
        OtherFuture stage = new OtherFuture();
        CompletableFuture<Integer> block = open(Propagation.REQUIRED, stage, Duration.ZERO);
        Await.latch(started);

        stage.complete(5);

        assertThat(Await.value(block)).isEqualTo(5);
        assertThat(stage.stopped).isNotDone();
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUIRED", "NOT_SUPPORTED"})
    void minimalStageRefusesTheCancelAndItsBlockEnds(Propagation propagation) {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block =
                open(propagation, (CompletableFuture<Integer>) never.minimalCompletionStage(), Duration.ZERO);
        Await.latch(started);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(never).isNotDone();
    }

    /** What its subscription does on cancel cannot keep a block open, nor let it commit. */
    @ParameterizedTest
    @EnumSource
    void subscriptionDoesWhatItLikesOnCancelAndItsBlockRollsBack(OnCancel onCancel) {
        CompletableFuture<Flow.Subscription> outer = new CompletableFuture<>();
        transactions
                .atomic()
                .<Integer>getPublisher(() -> {
                    transactions.submit(insert(1)).join();
                    return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                        @Override
                        public void request(long count) {
                            started.countDown();
                        }

                        @Override
                        public void cancel() {
                            onCancel.tells(subscriber);
                        }
                    });
                })
                .subscribe(new Silent(outer));
        Await.latch(started);

        Await.value(outer).cancel();

        // Of one connection: this block gets it when that one has ended.
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))))
                .isEqualTo(1);
        assertThat(database.rows()).containsExactly(2);
    }

    private enum OnCancel {
        THROWS,
        COMPLETES,
        FAILS;

        void tells(Flow.Subscriber<?> subscriber) {
            switch (this) {
                case THROWS -> throw new IllegalStateException("on cancel");
                case COMPLETES -> subscriber.onComplete();
                case FAILS -> subscriber.onError(new IllegalStateException("on cancel"));
            }
        }
    }

    /** Takes its subscription, and nothing else. */
    private record Silent(CompletableFuture<Flow.Subscription> subscribed) implements Flow.Subscriber<Integer> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
            subscribed.complete(subscription);
        }

        @Override
        public void onNext(Integer item) {}

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onComplete() {}
    }
}
