package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream is one block a subscription: it commits when it completes, and rolls back if it fails or is cancelled. */
@Tag("G1")
@Tag("G7")
@Tag("rooms")
final class StreamBlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final ManualPublisher source = new ManualPublisher();
    private PooledDatabase database;
    private Transactions transactions;
    private Atomic atomic;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
        atomic = transactions.atomic();
    }

    @AfterEach
    void nothingIsLeftOnThisThread() {
        assertThat(CurrentScope.ofThread().get()).isNull();
    }

    /** Inserts a row, and then is the source's publisher. */
    private Flow.Publisher<Integer> inserting(int row) {
        transactions.submit(insert(row)).join();
        return source;
    }

    private RecordingSubscriber subscribe(Flow.Publisher<Integer> publisher, long atFirst) {
        RecordingSubscriber subscriber = new RecordingSubscriber(atFirst);
        publisher.subscribe(subscriber);
        return subscriber;
    }

    private DatabaseMetrics metrics() {
        return transactions.metrics().database("default");
    }

    private static @Nullable Throwable end(RecordingSubscriber subscriber) {
        @Nullable Throwable end = Await.value(subscriber.end);
        assertThat(subscriber.faults).isEmpty();
        return end;
    }

    @Test
    void nothingHappensWithoutASubscription() {
        AtomicInteger calls = new AtomicInteger();
        Flow.Publisher<Integer> publisher = atomic.getPublisher(() -> {
            calls.incrementAndGet();
            return source;
        });

        assertThat(publisher).isNotNull();
        assertThat(calls).hasValue(0);
        assertThat(metrics().begun()).isZero();
    }

    @Test
    void commitsAndRunsItsHooksBeforeItTellsOfCompletion() {
        AtomicBoolean hasRun = new AtomicBoolean();
        AtomicInteger rowsAtTheEnd = new AtomicInteger(-1);
        RecordingSubscriber subscriber = new RecordingSubscriber(Long.MAX_VALUE);
        atomic.<Integer>getPublisher(() -> {
                    transactions.onCommit(() -> hasRun.set(true));
                    return inserting(1);
                })
                .subscribe(subscriber);
        subscriber.end.whenComplete(
                (end, none) -> rowsAtTheEnd.set(hasRun.get() ? database.rows().size() : -2));

        Await.latch(source.subscribed);
        source.emit(7);
        assertThat(subscriber.items).containsExactly(7);
        assertThat(database.rows()).as("rows before completion").isEmpty();
        source.complete();

        assertThat(end(subscriber)).isNull();
        assertThat(database.rows()).containsExactly(1);
        assertThat(hasRun).isTrue();
        assertThat(rowsAtTheEnd).hasValue(1);
    }

    @Test
    void eachSubscriptionIsABlock() {
        AtomicInteger row = new AtomicInteger();
        Flow.Publisher<Integer> publisher = atomic.getPublisher(() -> {
            transactions.submit(insert(row.incrementAndGet())).join();
            return subscriber -> {
                ManualPublisher one = new ManualPublisher();
                one.subscribe(subscriber);
                one.complete();
            };
        });

        assertThat(end(subscribe(publisher, 1))).isNull();
        assertThat(end(subscribe(publisher, 1))).isNull();

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void errorRollsBackAndArrivesAsItWasThrown() {
        RuntimeException failure = new RuntimeException("the body's");
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        source.fail(failure);

        assertThat(end(subscriber)).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void bodyThatThrowsOrReturnsNullIsRolledBack() {
        RuntimeException failure = new RuntimeException("the body's");
        assertThat(end(subscribe(
                        atomic.getPublisher(() -> {
                            inserting(1);
                            throw failure;
                        }),
                        1)))
                .isSameAs(failure);
        assertThat(end(subscribe(
                        atomic.getPublisher(() -> {
                            inserting(1);
                            return null;
                        }),
                        1)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("returned null instead of a publisher");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void publisherThatThrowsInSubscribeIsRolledBack() {
        RuntimeException failure = new RuntimeException("the publisher's");
        RecordingSubscriber subscriber = subscribe(
                atomic.getPublisher(() -> {
                    Flow.Publisher<Integer> inserting = inserting(1);
                    return to -> {
                        inserting.subscribe(to);
                        throw failure;
                    };
                }),
                1);

        assertThat(end(subscriber)).isSameAs(failure);
        Await.latch(source.cancelled);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void asksOnlyForWhatIsWanted() {
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 2);
        Await.latch(source.subscribed);
        assertThat(source.requests).containsExactly(2L);
        subscriber.subscription().request(3);
        Await.until("asked", () -> source.requests.equals(List.of(2L, 3L)));
        source.complete();
        assertThat(end(subscriber)).isNull();
    }

    @Test
    void threadThatAsksDoesNotRunTheStatementsOfThePublisher() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        source.onRequest = count -> {
            threads.add(Thread.currentThread());
            for (int item = 0; item < count; item++) {
                source.emit(
                        transactions.submit(insert(10 + source.requests.size())).join());
            }
        };
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 0);
        Await.latch(source.subscribed);
        subscriber.subscription().request(1);
        Await.until("an item", () -> subscriber.items.size() == 1);
        subscriber.subscription().request(1);
        Await.until("another item", () -> subscriber.items.size() == 2);
        source.complete();

        assertThat(end(subscriber)).isNull();
        assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
        assertThat(database.rows()).containsExactly(1, 11, 12);
    }

    @Test
    void statementThatWaitsForDemandGetsIt() {
        RecordingSubscriber subscriber = new RecordingSubscriber(1);
        subscriber.onItem = item -> subscriber.subscription().request(1);
        atomic.<Integer>getPublisher(() -> to -> {
                    SubmissionPublisher<Integer> rows = new SubmissionPublisher<>(ForkJoinPool.commonPool(), 2);
                    rows.subscribe(to);
                    // Blocks in the step whenever two rows are waiting.
                    CompletableFuture<Void> read = transactions.submit(connection -> {
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
        assertThat(database.rows()).hasSize(100);
    }

    @Test
    void statementThatBeginsAfterTheDemandWasQueuedBehindItGetsIt() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch delivered = new CountDownLatch(1);
        source.onRequest = count -> delivered.countDown();
        RecordingSubscriber subscriber = subscribe(
                atomic.getPublisher(() -> to -> {
                    source.subscribe(to);
                    // The body has its thread, and no statement runs: what is asked now waits for the lane.
                    Await.latch(asked);
                    transactions.submit(connection -> {
                        Await.latch(delivered);
                        return insert(connection, 1);
                    });
                    source.complete();
                }),
                0);
        Await.latch(source.subscribed);
        subscriber.subscription().request(1);
        asked.countDown();

        assertThat(end(subscriber)).isNull();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void whatIsAskedBeforeTheBodyRunsIsAddedUp() {
        CountDownLatch occupied = new CountDownLatch(1);
        CompletableFuture<Void> first = transactions.atomic().runAsync(() -> Await.latch(occupied));
        CompletableFuture<Void> second = transactions.atomic().runAsync(() -> Await.latch(occupied));
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 2);
        subscriber.subscription().request(3);
        subscriber.subscription().request(Long.MAX_VALUE);
        occupied.countDown();

        Await.latch(source.subscribed);
        assertThat(source.requests).containsExactly(Long.MAX_VALUE);
        source.complete();
        assertThat(end(subscriber)).isNull();
        Await.value(CompletableFuture.allOf(first, second));
    }

    @Test
    void requestThatIsNotPositiveRollsBackAndFails() {
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        subscriber.subscription().request(0);

        assertThat(end(subscriber)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3.9");
        Await.latch(source.cancelled);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void requestThatIsNotPositiveBeforeTheBlockIsOpenedFailsToo() {
        RecordingSubscriber subscriber = new RecordingSubscriber(0);
        AtomicInteger calls = new AtomicInteger();
        Flow.Publisher<Integer> publisher = atomic.getPublisher(() -> {
            calls.incrementAndGet();
            return source;
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
    void cancelReachesThePublisherInTheBlockAndRollsBack() {
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        AtomicInteger atCancel = new AtomicInteger(-1);
        source.onCancel = () -> atCancel.set((int) metrics().rolledBack());
        subscriber.subscription().cancel();

        Await.latch(source.cancelled);
        assertThat(atCancel).as("rolled back before the publisher was told").hasValue(0);
        Await.until("rolled back", () -> metrics().rolledBack() == 1);
        assertThat(source.scopes).doesNotContainNull().hasSize(3);
        source.emit(1);
        source.complete();
        assertThat(subscriber.items).isEmpty();
        assertThat(subscriber.end).isNotDone();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void cancelBeforeTheBodyRunsKeepsItFromRunning() {
        CountDownLatch occupied = new CountDownLatch(1);
        CompletableFuture<Void> first = transactions.atomic().runAsync(() -> Await.latch(occupied));
        CompletableFuture<Void> second = transactions.atomic().runAsync(() -> Await.latch(occupied));
        AtomicInteger calls = new AtomicInteger();
        RecordingSubscriber subscriber = subscribe(
                atomic.getPublisher(() -> {
                    calls.incrementAndGet();
                    return inserting(1);
                }),
                1);
        subscriber.subscription().cancel();
        occupied.countDown();
        Await.value(CompletableFuture.allOf(first, second));
        transactions.atomic().run(() -> {});

        assertThat(calls).hasValue(0);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void errorAfterACancelIsDropped() {
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        subscriber.subscription().cancel();
        Await.until("rolled back", () -> metrics().rolledBack() == 1);
        RuntimeException late = new RuntimeException("late");
        source.fail(late);

        assertThat(subscriber.dropped).containsExactly(late);
        assertThat(subscriber.end).isNotDone();
    }

    @Test
    void deadlineCancelsThePublisherAndFailsOnce() {
        RecordingSubscriber subscriber =
                subscribe(atomic.timeout(Duration.ofSeconds(1)).getPublisher(() -> inserting(1)), 1);

        assertThat(end(subscriber)).isInstanceOf(TransactionTimedOutException.class);
        Await.latch(source.cancelled);
        assertThat(source.scopes).doesNotContainNull();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void deadlineDuringAnItemWaitsForTheItem() {
        RecordingSubscriber subscriber =
                subscribe(atomic.timeout(Duration.ofSeconds(1)).getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        AtomicBoolean wasEnded = new AtomicBoolean();
        subscriber.onItem = item -> {
            Await.until("rolled back", () -> metrics().rolledBack() == 1);
            wasEnded.set(subscriber.end.isDone());
        };
        source.emit(1);

        assertThat(wasEnded).isFalse();
        assertThat(end(subscriber)).isInstanceOf(TransactionTimedOutException.class);
    }

    @Test
    void itemThatIsAskedForInsideAnItemArrives() {
        RecordingNested subscriber = new RecordingNested();
        AtomicInteger next = new AtomicInteger();
        source.onRequest = count -> {
            int item = next.incrementAndGet();
            if (item <= 5) {
                source.emit(item);
            } else {
                source.complete();
            }
        };
        atomic.<Integer>getPublisher(() -> inserting(1)).subscribe(subscriber);

        Await.value(subscriber.end);
        assertThat(subscriber.items).containsExactly(1, 2, 3, 4, 5);
        assertThat(database.rows()).containsExactly(1);
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

    @Test
    void subscriberIsToldInItsScopeAndThePublisherAskedInItsOwn() {
        RecordingSubscriber inner = new RecordingSubscriber(1);
        CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            outer.complete(CurrentScope.ofThread().get());
            atomic.<Integer>getPublisher(() -> inserting(1)).subscribe(inner);
            return inner.end.thenAccept(end -> {});
        });
        Object outerScope = Await.value(outer);
        Await.latch(source.subscribed);
        source.emit(1);
        inner.subscription().request(1);
        Await.until("asked", () -> source.requests.size() == 2);
        source.complete();
        Await.value(block);

        assertThat(inner.scopes)
                .hasSize(2)
                .allSatisfy(scope -> assertThat(scope).isSameAs(outerScope));
        assertThat(source.scopes)
                .hasSize(3)
                .doesNotContain(outerScope)
                .doesNotContainNull()
                .containsOnly(source.scopes.get(0));
    }

    @Test
    void nestedThatFailsIsUndoneAndTheOuterCommits() {
        RecordingSubscriber inner = new RecordingSubscriber(1);
        CompletableFuture<Void> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(one -> {
                            atomic.<Integer>getPublisher(() -> inserting(2)).subscribe(inner);
                            return transactions.bind(inner.end);
                        })
                        .thenAccept(end -> assertThat(end).isNotNull()));
        Await.latch(source.subscribed);
        source.fail(new RuntimeException("the nested one's"));

        Await.value(block);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void isRetriedUntilAnItemWasPassedOn() {
        AtomicInteger attempts = new AtomicInteger();
        SQLException conflict = new SQLException("a conflict", "40001");
        RecordingSubscriber subscriber = new RecordingSubscriber(5);
        atomic.retry(RetryPolicy.ofMaxAttempts(5).withBackoff(Duration.ZERO, Duration.ofMillis(1)))
                .<Integer>getPublisher(() -> {
                    int attempt = attempts.incrementAndGet();
                    transactions.submit(insert(attempt)).join();
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
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void hookThatFailsIsToldAfterTheCommit() {
        RuntimeException hooks = new RuntimeException("the hook's");
        RecordingSubscriber subscriber = subscribe(
                atomic.getPublisher(() -> {
                    transactions.onCommit(() -> {
                        throw hooks;
                    });
                    return inserting(1);
                }),
                1);
        Await.latch(source.subscribed);
        source.complete();

        assertThat(end(subscriber)).isInstanceOf(AfterCommitException.class).hasCause(hooks);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void subscriberThatThrowsRollsBack() {
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);
        Await.latch(source.subscribed);
        IllegalStateException thrown = new IllegalStateException("the subscriber's");
        subscriber.onItem = item -> {
            throw thrown;
        };

        assertThatThrownBy(() -> source.emit(1)).isSameAs(thrown);
        Await.latch(source.cancelled);
        Await.until("rolled back", () -> metrics().rolledBack() == 1);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void refusalArrivesInTheSubscription() {
        transactions.close();
        RecordingSubscriber subscriber = subscribe(atomic.getPublisher(() -> inserting(1)), 1);

        assertThat(end(subscriber)).isInstanceOf(TransactionManagementException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void endAndCancelAtOnceLeaveNothingBehind() {
        for (int round = 0; round < 200; round++) {
            ManualPublisher each = new ManualPublisher();
            int row = round;
            RecordingSubscriber subscriber = subscribe(
                    atomic.getPublisher(() -> {
                        transactions.submit(insert(row)).join();
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
            DatabaseMetrics metrics = metrics();
            return metrics.committed() + metrics.rolledBack() == 200;
        });
        assertThat(database.rows()).hasSize((int) metrics().committed());
    }
}
