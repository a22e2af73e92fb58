package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.internal.subscription.StreamFixtures.end;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream that is cut short rolls back: by its subscriber, by its deadline, or by a subscriber that throws. */
@Tag("G7")
@Tag("G8")
@Tag("rooms")
final class StreamCancelTest {

    @RegisterExtension
    final StreamFixtures streams = new StreamFixtures();

    @Test
    void cancelReachesThePublisherInTheBlockAndRollsBack() {
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        AtomicInteger atCancel = new AtomicInteger(-1);
        streams.source.onCancel = () -> atCancel.set((int) streams.metrics().rolledBack());
        subscriber.subscription().cancel();

        Await.latch(streams.source.cancelled);
        assertThat(atCancel).as("rolled back before the publisher was told").hasValue(0);
        Await.until("rolled back", () -> streams.metrics().rolledBack() == 1);
        assertThat(streams.source.scopes).doesNotContainNull().hasSize(3);
        streams.source.emit(1);
        streams.source.complete();
        assertThat(subscriber.items).isEmpty();
        assertThat(subscriber.end).isNotDone();
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void cancelBeforeTheBodyRunsKeepsItFromRunning() {
        CountDownLatch occupied = new CountDownLatch(1);
        CompletableFuture<Void> first = streams.transactions.atomic().runAsync(() -> Await.latch(occupied));
        CompletableFuture<Void> second = streams.transactions.atomic().runAsync(() -> Await.latch(occupied));
        AtomicInteger calls = new AtomicInteger();
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.getPublisher(() -> {
                    calls.incrementAndGet();
                    return streams.inserting(1);
                }),
                1);
        subscriber.subscription().cancel();
        occupied.countDown();
        Await.value(CompletableFuture.allOf(first, second));
        streams.transactions.atomic().run(() -> {});

        assertThat(calls).hasValue(0);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void errorAfterACancelIsDropped() {
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        subscriber.subscription().cancel();
        Await.until("rolled back", () -> streams.metrics().rolledBack() == 1);
        RuntimeException late = new RuntimeException("late");
        streams.source.fail(late);

        assertThat(subscriber.dropped).containsExactly(late);
        assertThat(subscriber.end).isNotDone();
    }

    @Test
    void deadlineCancelsThePublisherAndFailsOnce() {
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.timeout(Duration.ofSeconds(1)).getPublisher(() -> streams.inserting(1)), 1);

        assertThat(end(subscriber)).isInstanceOf(TransactionTimedOutException.class);
        Await.latch(streams.source.cancelled);
        assertThat(streams.source.scopes).doesNotContainNull();
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void deadlineDuringAnItemWaitsForTheItem() {
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.timeout(Duration.ofSeconds(1)).getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        AtomicBoolean wasEnded = new AtomicBoolean();
        subscriber.onItem = item -> {
            Await.until("rolled back", () -> streams.metrics().rolledBack() == 1);
            wasEnded.set(subscriber.end.isDone());
        };
        streams.source.emit(1);

        assertThat(wasEnded).isFalse();
        assertThat(end(subscriber)).isInstanceOf(TransactionTimedOutException.class);
    }

    @Test
    void subscriberThatThrowsRollsBack() {
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        IllegalStateException thrown = new IllegalStateException("the subscriber's");
        subscriber.onItem = item -> {
            throw thrown;
        };

        assertThatThrownBy(() -> streams.source.emit(1)).isSameAs(thrown);
        Await.latch(streams.source.cancelled);
        Await.until("rolled back", () -> streams.metrics().rolledBack() == 1);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void endAndCancelAtOnceLeaveNothingBehind() {
        for (int round = 0; round < 200; round++) {
            ManualPublisher each = new ManualPublisher();
            int row = round;
            RecordingSubscriber subscriber = streams.subscribe(
                    streams.atomic.getPublisher(() -> {
                        streams.transactions.submit(insert(row)).join();
                        return each;
                    }),
                    1);
            Await.latch(each.subscribed);
            CompletableFuture<Void> cancel = CompletableFuture.runAsync(() -> {
                if (ThreadLocalRandom.current().nextBoolean()) {
                    Thread.onSpinWait();
                }
                subscriber.subscription().cancel();
            });
            each.emit(1);
            each.complete();
            Await.value(cancel);
            assertThat(subscriber.faults).isEmpty();
        }
        Await.until("all ended", () -> {
            DatabaseMetrics metrics = streams.metrics();
            return metrics.committed() + metrics.rolledBack() == 200;
        });
        assertThat(streams.database.rows()).hasSize((int) streams.metrics().committed());
    }
}
