package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.internal.subscription.StreamFixtures.end;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A publisher is asked for what its subscriber asks for, in its block, and by no thread of others. */
@Tag("G1")
@Tag("G6")
@Tag("rooms")
final class StreamDemandTest {

    @RegisterExtension
    final StreamFixtures streams = new StreamFixtures();

    @Test
    void asksOnlyForWhatIsWanted() {
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 2);
        Await.latch(streams.source.subscribed);
        assertThat(streams.source.requests).containsExactly(2L);
        subscriber.subscription().request(3);
        Await.until("asked", () -> streams.source.requests.equals(List.of(2L, 3L)));
        streams.source.complete();
        assertThat(end(subscriber)).isNull();
    }

    @Test
    void threadThatAsksDoesNotRunTheStatementsOfThePublisher() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        streams.source.onRequest = count -> {
            threads.add(Thread.currentThread());
            for (int item = 0; item < count; item++) {
                streams.source.emit(streams.transactions
                        .submit(insert(10 + streams.source.requests.size()))
                        .join());
            }
        };
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 0);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().request(1);
        Await.until("an item", () -> subscriber.items.size() == 1);
        subscriber.subscription().request(1);
        Await.until("another item", () -> subscriber.items.size() == 2);
        streams.source.complete();

        assertThat(end(subscriber)).isNull();
        assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
        assertThat(streams.database.rows()).containsExactly(1, 11, 12);
    }

    @Test
    void statementThatWaitsForDemandGetsIt() {
        RecordingSubscriber subscriber = new RecordingSubscriber(1);
        subscriber.onItem = item -> subscriber.subscription().request(1);
        streams.atomic
                .<Integer>getPublisher(() -> to -> {
                    SubmissionPublisher<Integer> rows = new SubmissionPublisher<>(ForkJoinPool.commonPool(), 2);
                    rows.subscribe(to);
                    // Blocks in the step whenever two rows are waiting.
                    CompletableFuture<Void> read = streams.transactions.submit(connection -> {
                        for (int row = 0; row < 100; row++) {
                            rows.submit(insert(connection, row) + row);
                        }
                        return null;
                    });
                    read.whenComplete((done, failure) -> rows.close());
                })
                .subscribe(subscriber);

        assertThat(end(subscriber)).isNull();
        assertThat(subscriber.items).hasSize(100);
        assertThat(streams.database.rows()).hasSize(100);
    }

    @Test
    void statementThatBeginsAfterTheDemandWasQueuedBehindItGetsIt() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(1);
        streams.source.onRequest = count -> delivered.countDown();
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.getPublisher(() -> to -> {
                    streams.source.subscribe(to);
                    // The body has its thread, and no statement runs: what is asked now waits for the lane.
                    Await.latch(asked);
                    streams.transactions.submit(connection -> {
                        Await.latch(delivered);
                        return insert(connection, 1);
                    });
                    streams.source.complete();
                }),
                0);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().request(1);
        asked.countDown();

        assertThat(end(subscriber)).isNull();
        assertThat(streams.database.rows()).containsExactly(1);
    }

    @Test
    void whatIsAskedBeforeTheBodyRunsIsAddedUp() {
        CountDownLatch occupied = new CountDownLatch(1);
        CompletableFuture<Void> first = streams.transactions.atomic().runAsync(() -> Await.latch(occupied));
        CompletableFuture<Void> second = streams.transactions.atomic().runAsync(() -> Await.latch(occupied));
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 2);
        subscriber.subscription().request(3);
        subscriber.subscription().request(Long.MAX_VALUE);
        occupied.countDown();

        Await.latch(streams.source.subscribed);
        assertThat(streams.source.requests).containsExactly(Long.MAX_VALUE);
        streams.source.complete();
        assertThat(end(subscriber)).isNull();
        Await.value(CompletableFuture.allOf(first, second));
    }

    @Test
    void requestThatIsNotPositiveRollsBackAndFails() {
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().request(0);

        assertThat(end(subscriber)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3.9");
        Await.latch(streams.source.cancelled);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void requestThatIsNotPositiveBeforeTheBlockIsOpenedFailsToo() {
        RecordingSubscriber subscriber = new RecordingSubscriber(0);
        AtomicInteger calls = new AtomicInteger();
        Flow.Publisher<Integer> publisher = streams.atomic.getPublisher(() -> {
            calls.incrementAndGet();
            return streams.source;
        });
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(-1);
            }

            @Override
            public void onNext(Integer item) {
                subscriber.onNext(item);
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });

        assertThat(end(subscriber)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3.9");
        assertThat(calls).hasValue(0);
    }

    @Test
    void itemThatIsAskedForInsideAnItemArrives() {
        RecordingNested subscriber = new RecordingNested();
        AtomicInteger next = new AtomicInteger();
        streams.source.onRequest = count -> {
            int item = next.incrementAndGet();
            if (item <= 5) {
                streams.source.emit(item);
            } else {
                streams.source.complete();
            }
        };
        streams.atomic.<Integer>getPublisher(() -> streams.inserting(1)).subscribe(subscriber);

        Await.value(subscriber.end);
        assertThat(subscriber.items).containsExactly(1, 2, 3, 4, 5);
        assertThat(streams.database.rows()).containsExactly(1);
    }

    /** Asks for the next item inside each. */
    private static final class RecordingNested implements Flow.Subscriber<Integer> {
        final List<Integer> items = new CopyOnWriteArrayList<>();
        final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(Integer item) {
            items.add(item);
            Objects.requireNonNull(subscription).request(1);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
