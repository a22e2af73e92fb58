package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A value that is subscribed to is one block a subscription, whose end it waits for. */
@Tag("G1")
@Tag("G7")
@Tag("rooms")
final class ValueBlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Notes what it is told. */
    private static final class Observer implements ValueObserver<@Nullable Integer>, DroppedErrors {
        final CompletableFuture<@Nullable Integer> told = new CompletableFuture<>();
        final List<Throwable> dropped = new CopyOnWriteArrayList<>();
        final AtomicReference<@Nullable Object> scope = new AtomicReference<>();
        private volatile @Nullable Runnable cancellation;

        @Override
        public void onSubscribe(Runnable given) {
            cancellation = given;
        }

        void cancel() {
            Objects.requireNonNull(cancellation).run();
        }

        @Override
        public void onSuccess(@Nullable Integer value) {
            scope.set(CurrentScope.ofThread().get());
            assertThat(told.complete(value)).isTrue();
        }

        @Override
        public void onError(Throwable failure) {
            scope.set(CurrentScope.ofThread().get());
            assertThat(told.completeExceptionally(failure)).isTrue();
        }

        @Override
        public void onErrorDropped(Throwable error) {
            dropped.add(error);
        }
    }

    private PooledDatabase database;
    private Transactions transactions;
    private final CompletableFuture<ValueObserver<? super @Nullable Integer>> body = new CompletableFuture<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 1);
        transactions = fixtures.transactions(database);
    }

    private Observer open(Atomic atomic, ValueBody<@Nullable Integer> run) {
        Observer observer = new Observer();
        SubscribedBlocks.of(atomic)
                .openValue(run, observer, CurrentScope.ofThread().get());
        return observer;
    }

    /** Inserts a row, and leaves it to the test to say how the body ends. */
    private Observer openInserting(Atomic atomic, int row) {
        return open(atomic, observer -> {
            transactions.submit(insert(row)).join();
            observer.onSubscribe(cancelled::countDown);
            body.complete(observer);
        });
    }

    @Test
    void valueComesAfterTheCommit() {
        Observer observer = openInserting(transactions.atomic(), 1);
        Await.value(body).onSuccess(7);

        assertThat(Await.value(observer.told)).isEqualTo(7);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void noValueIsAValueToo() {
        Observer observer = openInserting(transactions.atomic(), 1);
        Await.value(body).onSuccess(null);

        assertThat(Await.value(observer.told)).isNull();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void errorRollsBackAndArrivesAsItWasThrown() {
        RuntimeException failure = new RuntimeException("the body's");
        Observer observer = openInserting(transactions.atomic(), 1);
        Await.value(body).onError(failure);

        assertThat(Await.failure(observer.told)).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void onlyTheFirstSignalCounts() {
        RuntimeException late = new RuntimeException("late");
        Observer observer = openInserting(transactions.atomic(), 1);
        Await.value(body).onSuccess(7);
        Await.value(body).onError(late);

        assertThat(Await.value(observer.told)).isEqualTo(7);
        assertThat(observer.dropped).containsExactly(late);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void cancelReachesTheBodyAndRollsBackWithoutASignal() {
        Observer observer = openInserting(transactions.atomic(), 1);
        Await.value(body);
        observer.cancel();
        observer.cancel();

        Await.latch(cancelled);
        transactions.atomic().run(() -> {});
        assertThat(observer.told).isNotDone();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void bodyThatSubscribesAfterTheCancelIsCancelledAtOnce() {
        CountDownLatch isCalled = new CountDownLatch(1);
        CompletableFuture<ValueObserver<? super @Nullable Integer>> later = new CompletableFuture<>();
        Observer observer = open(transactions.atomic(), given -> {
            later.complete(given);
            isCalled.countDown();
        });
        Await.latch(isCalled);
        observer.cancel();
        Await.value(later).onSubscribe(cancelled::countDown);

        assertThat(cancelled.getCount()).isZero();
    }

    @Test
    void cancelInsideTheBodyTakesEffect() {
        AtomicReference<@Nullable Observer> self = new AtomicReference<>();
        Observer observer = new Observer();
        self.set(observer);
        SubscribedBlocks.of(transactions.atomic())
                .<@Nullable Integer>openValue(
                        given -> {
                            transactions.submit(insert(1)).join();
                            given.onSubscribe(cancelled::countDown);
                            observer.cancel();
                            given.onSuccess(1);
                        },
                        observer,
                        null);

        Await.latch(cancelled);
        transactions.atomic().run(() -> {});
        assertThat(observer.told).isNotDone();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void deadlineCancelsTheBody() {
        Observer observer = openInserting(transactions.atomic().timeout(Duration.ofSeconds(1)), 1);

        assertThat(Await.failure(observer.told)).isInstanceOf(TransactionTimedOutException.class);
        Await.latch(cancelled);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void cancelReachesTheBodyWithoutATransactionToo(Propagation propagation) {
        Observer observer = open(transactions.atomic().propagation(propagation), given -> {
            given.onSubscribe(cancelled::countDown);
            body.complete(given);
        });
        Await.value(body);
        observer.cancel();

        Await.latch(cancelled);
    }

    @Test
    void isRetriedWithEachAttemptsOwnSignals() {
        AtomicInteger attempts = new AtomicInteger();
        Observer observer = open(
                transactions
                        .atomic()
                        .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ZERO, Duration.ofMillis(1))),
                given -> {
                    int attempt = attempts.incrementAndGet();
                    transactions.submit(insert(attempt)).join();
                    if (attempt < 3) {
                        given.onError(new SQLException("a conflict", "40001"));
                    } else {
                        given.onSuccess(attempt);
                    }
                });

        assertThat(Await.value(observer.told)).isEqualTo(3);
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void observerIsToldInTheScopeThatWasGiven() {
        CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            outer.complete(CurrentScope.ofThread().get());
            Observer observer = openInserting(transactions.atomic(), 1);
            Await.value(body).onSuccess(7);
            return observer.told.thenApply(told -> {
                assertThat(observer.scope.get()).isSameAs(outer.join());
                return Objects.requireNonNull(told);
            });
        });

        assertThat(Await.value(block)).isEqualTo(7);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void scopeThatIsNoneOfOursIsRefused() {
        assertThatThrownBy(() -> SubscribedBlocks.of(transactions.atomic())
                        .<@Nullable Integer>openValue(given -> {}, new Observer(), "no scope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scope: found a 'java.lang.String'");
    }
}
