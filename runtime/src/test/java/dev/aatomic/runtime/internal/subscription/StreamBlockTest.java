package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.internal.subscription.StreamFixtures.end;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream is one block a subscription: it commits when it completes, and rolls back if it fails. */
@Tag("G1")
@Tag("rooms")
final class StreamBlockTest {

    @RegisterExtension
    final StreamFixtures streams = new StreamFixtures();

    @Test
    void nothingHappensWithoutASubscription() {
        AtomicInteger calls = new AtomicInteger();
        Flow.Publisher<Integer> publisher = streams.atomic.getPublisher(() -> {
            calls.incrementAndGet();
            return streams.source;
        });

        assertThat(publisher).isNotNull();
        assertThat(calls).hasValue(0);
        assertThat(streams.metrics().begun()).isZero();
    }

    @Test
    void commitsAndRunsItsHooksBeforeItTellsOfCompletion() {
        AtomicBoolean hasRun = new AtomicBoolean();
        RecordingSubscriber subscriber = new RecordingSubscriber(Long.MAX_VALUE);
        streams.atomic
                .<Integer>getPublisher(() -> {
                    streams.transactions.onCommit(() -> hasRun.set(true));
                    return streams.inserting(1);
                })
                .subscribe(subscriber);
        CompletableFuture<Integer> rowsAtTheEnd = subscriber.end.thenApply(
                end -> hasRun.get() ? streams.database.rows().size() : -2);

        Await.latch(streams.source.subscribed);
        streams.source.emit(7);
        assertThat(subscriber.items).containsExactly(7);
        assertThat(streams.database.rows()).as("rows before completion").isEmpty();
        streams.source.complete();

        assertThat(end(subscriber)).isNull();
        assertThat(streams.database.rows()).containsExactly(1);
        assertThat(hasRun).isTrue();
        assertThat(Await.value(rowsAtTheEnd)).isOne();
    }

    @Test
    void eachSubscriptionIsABlock() {
        AtomicInteger row = new AtomicInteger();
        Flow.Publisher<Integer> publisher = streams.atomic.getPublisher(() -> {
            streams.transactions.submit(insert(row.incrementAndGet())).join();
            return subscriber -> {
                ManualPublisher one = new ManualPublisher();
                one.subscribe(subscriber);
                one.complete();
            };
        });

        assertThat(end(streams.subscribe(publisher, 1))).isNull();
        assertThat(end(streams.subscribe(publisher, 1))).isNull();

        assertThat(streams.database.rows()).containsExactly(1, 2);
    }

    @Test
    void errorRollsBackAndArrivesAsItWasThrown() {
        RuntimeException failure = new RuntimeException("the body's");
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);
        Await.latch(streams.source.subscribed);
        streams.source.fail(failure);

        assertThat(end(subscriber)).isSameAs(failure);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void bodyThatThrowsOrReturnsNullIsRolledBack() {
        RuntimeException failure = new RuntimeException("the body's");
        assertThat(end(streams.subscribe(
                        streams.atomic.getPublisher(() -> {
                            streams.inserting(1);
                            throw failure;
                        }),
                        1)))
                .isSameAs(failure);
        assertThat(end(streams.subscribe(
                        streams.atomic.getPublisher(() -> {
                            streams.inserting(1);
                            return null;
                        }),
                        1)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("returned null instead of a publisher");
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void publisherThatThrowsInSubscribeIsRolledBack() {
        RuntimeException failure = new RuntimeException("the publisher's");
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.getPublisher(() -> {
                    Flow.Publisher<Integer> inserting = streams.inserting(1);
                    return to -> {
                        inserting.subscribe(to);
                        throw failure;
                    };
                }),
                1);

        assertThat(end(subscriber)).isSameAs(failure);
        Await.latch(streams.source.cancelled);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void subscriberIsToldInItsScopeAndThePublisherAskedInItsOwn() {
        RecordingSubscriber inner = new RecordingSubscriber(1);
        CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
        CompletableFuture<Void> block = streams.transactions.atomic().getStageAsync(() -> {
            outer.complete(CurrentScope.ofThread().get());
            streams.atomic.<Integer>getPublisher(() -> streams.inserting(1)).subscribe(inner);
            return inner.end.thenAccept(end -> {});
        });
        Object outerScope = Await.value(outer);
        Await.latch(streams.source.subscribed);
        streams.source.emit(1);
        inner.subscription().request(1);
        Await.until("asked", () -> streams.source.requests.size() == 2);
        streams.source.complete();
        Await.value(block);

        assertThat(inner.scopes)
                .hasSize(2)
                .allSatisfy(scope -> assertThat(scope).isSameAs(outerScope));
        assertThat(streams.source.scopes)
                .hasSize(3)
                .doesNotContain(outerScope)
                .doesNotContainNull()
                .containsOnly(streams.source.scopes.get(0));
    }

    @Test
    void nestedThatFailsIsUndoneAndTheOuterCommits() {
        RecordingSubscriber inner = new RecordingSubscriber(1);
        CompletableFuture<Void> block = streams.transactions
                .atomic()
                .getStageAsync(() -> streams.transactions
                        .submit(insert(1))
                        .thenCompose(one -> {
                            streams.atomic
                                    .<Integer>getPublisher(() -> streams.inserting(2))
                                    .subscribe(inner);
                            return streams.transactions.bind(inner.end);
                        })
                        .thenAccept(end -> assertThat(end).isNotNull()));
        Await.latch(streams.source.subscribed);
        streams.source.fail(new RuntimeException("the nested one's"));

        Await.value(block);
        assertThat(streams.database.rows()).containsExactly(1);
    }

    @Test
    void isRetriedUntilAnItemWasPassedOn() {
        AtomicInteger attempts = new AtomicInteger();
        SQLException conflict = new SQLException("a conflict", "40001");
        RecordingSubscriber subscriber = new RecordingSubscriber(5);
        streams.atomic
                .retry(RetryPolicy.ofMaxAttempts(5).withBackoff(Duration.ZERO, Duration.ofMillis(1)))
                .<Integer>getPublisher(() -> {
                    int attempt = attempts.incrementAndGet();
                    streams.transactions.submit(insert(attempt)).join();
                    return to -> {
                        ManualPublisher each = new ManualPublisher();
                        each.subscribe(to);
                        assertThat(each.requests).containsExactly(5L);
                        if (attempt == 3) {
                            each.emit(3);
                        }
                        each.fail(conflict);
                    };
                })
                .subscribe(subscriber);

        assertThat(end(subscriber)).isSameAs(conflict);
        assertThat(attempts).as("not retried once an item was passed on").hasValue(3);
        assertThat(subscriber.items).containsExactly(3);
        assertThat(streams.database.rows()).isEmpty();
    }

    @Test
    void hookThatFailsIsToldAfterTheCommit() {
        RuntimeException hooks = new RuntimeException("the hook's");
        RecordingSubscriber subscriber = streams.subscribe(
                streams.atomic.getPublisher(() -> {
                    streams.transactions.onCommit(() -> {
                        throw hooks;
                    });
                    return streams.inserting(1);
                }),
                1);
        Await.latch(streams.source.subscribed);
        streams.source.complete();

        assertThat(end(subscriber)).isInstanceOf(AfterCommitException.class).hasCause(hooks);
        assertThat(streams.database.rows()).containsExactly(1);
    }

    @Test
    void refusalArrivesInTheSubscription() {
        streams.transactions.close();
        RecordingSubscriber subscriber = streams.subscribe(streams.atomic.getPublisher(() -> streams.inserting(1)), 1);

        assertThat(end(subscriber)).isInstanceOf(TransactionManagementException.class);
        assertThat(streams.database.rows()).isEmpty();
    }
}
