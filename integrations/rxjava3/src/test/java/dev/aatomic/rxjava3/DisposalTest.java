package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code dispose}, at whichever moment of a block, and what comes after it. */
final class DisposalTest {

    private final Entries entries = new Entries();
    private final Atomic atomic = entries.transactions.atomic();
    private final Queue<Throwable> late = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void takeLateErrors() {
        RxJavaPlugins.setErrorHandler(late::add);
    }

    @AfterEach
    void close() {
        RxJavaPlugins.setErrorHandler(null);
        entries.close();
    }

    @ParameterizedTest
    @EnumSource
    void cancelsWhatTheBodyReturnedInTheBlockAndThenRollsBack(BlockType type) {
        AtomicReference<Object> scope = new AtomicReference<>();
        AtomicReference<Object> scopeOfCancel = new AtomicReference<>();
        CompletableFuture<Integer> connectionsAtCancel = new CompletableFuture<>();
        CountDownLatch inserted = new CountDownLatch(1);
        TestSubscriber<Integer> told = type.block(atomic, () -> {
                    scope.set(CurrentScope.ofThread().get());
                    return entries.insert(1)
                            .doOnSuccess(value -> inserted.countDown())
                            .flatMap(value -> Maybe.<Integer>never())
                            .doOnDispose(() -> {
                                scopeOfCancel.set(CurrentScope.ofThread().get());
                                connectionsAtCancel.complete(
                                        entries.pool.getHikariPoolMXBean().getActiveConnections());
                            });
                })
                .test();
        Await.latch(inserted);

        told.cancel();

        assertThat(Await.value(connectionsAtCancel)).isEqualTo(1);
        assertThat(scopeOfCancel.get()).isNotNull().isSameAs(scope.get());
        assertThat(entries.committedAtLast()).isEmpty();
        told.assertNoValues().assertNotComplete().assertNoErrors();
        assertThat(late).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whileItWaitsForAConnectionTheBodyNeverRuns(BlockType type) {
        AtomicInteger runs = new AtomicInteger();
        try (Entries one = new Entries(Server.H2, 1)) {
            CountDownLatch held = new CountDownLatch(1);
            TestSubscriber<Integer> holder = type.block(one.transactions.atomic(), () -> {
                        held.countDown();
                        return Maybe.never();
                    })
                    .test();
            Await.latch(held);
            TestSubscriber<Integer> waits = type.block(one.transactions.atomic(), () -> {
                        runs.incrementAndGet();
                        return Maybe.just(1);
                    })
                    .test();

            waits.cancel();
            holder.cancel();
            type.block(one.transactions.atomic(), () -> one.insert(1)).blockingSubscribe();

            assertThat(one.committedAtLast()).containsExactly(1);
        }
        assertThat(runs).hasValue(0);
        assertThat(late).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void afterCommitItChangesNothingAndNobodyIsTold(BlockType type) {
        CompletableSubject hook = CompletableSubject.create();
        CountDownLatch hookRuns = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch hooksOver = new CountDownLatch(1);
        TestSubscriber<Integer> told = type.block(
                        atomic,
                        () -> entries.rx
                                .onCommit(() -> {
                                    hookRuns.countDown();
                                    return hook.doOnComplete(hooksOver::countDown);
                                })
                                .andThen(entries.insert(1)))
                .doOnComplete(ended::incrementAndGet)
                .doOnError(failure -> ended.incrementAndGet())
                .test();
        Await.latch(hookRuns);

        told.cancel();
        hook.onComplete();

        Await.latch(hooksOver);
        assertThat(entries.committedAtLast()).containsExactly(1);
        assertThat(ended).hasValue(0);
        assertThat(late).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void timeoutOperatorRollsBack(BlockType type) throws InterruptedException {
        TestScheduler clock = new TestScheduler();
        CountDownLatch inserted = new CountDownLatch(1);
        TestSubscriber<Integer> told = type.block(
                        atomic,
                        () -> entries.insert(1)
                                .doOnSuccess(value -> inserted.countDown())
                                .flatMap(value -> Maybe.never()))
                .timeout(1, TimeUnit.SECONDS, clock)
                .test();
        Await.latch(inserted);

        clock.advanceTimeBy(1, TimeUnit.SECONDS);

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        told.assertError(TimeoutException.class);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(late).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void laterErrorsOfTheBodyGoToTheErrorHandler(BlockType type) {
        AtomicReference<MaybeObserver<? super Integer>> block = new AtomicReference<>();
        IOException failure = new IOException("by hand");
        CountDownLatch created = new CountDownLatch(1);
        Maybe<Integer> takesNoNoticeOfDispose = new Maybe<>() {
            @Override
            protected void subscribeActual(MaybeObserver<? super Integer> observer) {
                observer.onSubscribe(Disposable.empty());
                block.set(observer);
                created.countDown();
            }
        };
        TestSubscriber<Integer> told =
                type.block(atomic, () -> takesNoNoticeOfDispose).test();
        Await.latch(created);

        told.cancel();
        block.get().onError(failure);

        Await.until("the error handler has it", () -> !late.isEmpty());
        assertThat(late).hasSize(1).allMatch(thrown -> thrown.getCause() == failure);
        told.assertNoErrors();
    }

    @Test
    void statementInFlightIsStopped() {
        try (Entries postgres = new Entries(Server.POSTGRES, 2)) {
            for (BlockType type : BlockType.values()) {
                TestSubscriber<Integer> told = type.block(
                                postgres.transactions.atomic(),
                                () -> postgres.insert(type.ordinal())
                                        .flatMap(value -> postgres.rx.submit(connection -> {
                                            try (Statement statement = connection.createStatement()) {
                                                statement.execute("select pg_sleep(1000)");
                                            }
                                            return value;
                                        })))
                        .test();
                Await.until("the statement runs", () -> sleeping(postgres) == 1);

                told.cancel();

                Await.until("the statement is stopped", () -> sleeping(postgres) == 0);
                assertThat(postgres.committedAtLast()).isEmpty();
                told.assertNoErrors().assertNotComplete();
            }
        }
        assertThatNoOtherErrorIsLate();
    }

    /** None but what a statement failed with because it was stopped, while the disposal was on its way up to its step. */
    private void assertThatNoOtherErrorIsLate() {
        assertThat(late)
                .extracting(Throwable::getCause)
                .allSatisfy(
                        failure -> assertThat(failure)
                                .isInstanceOfAny(TransactionManagementException.class, SQLException.class)
                                .message()
                                .containsAnyOf(
                                        "had failed or was cancelled",
                                        "was dropped before it ran",
                                        "cancel",
                                        "was ended by a failure, and is rolled back: java.util.concurrent.CancellationException"));
    }

    private static int sleeping(Entries postgres) {
        return postgres.database
                .integers(
                        "select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'")
                .get(0);
    }

    @Test
    void atRandomMomentsLeavesNothingBehind() {
        SplittableRandom random = new SplittableRandom(1);
        List<TestSubscriber<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int value = i;
            BlockType type = BlockType.values()[random.nextInt(BlockType.values().length)];
            Flowable<Integer> block =
                    type.block(atomic, () -> entries.insert(2 * value).flatMap(one -> entries.insert(2 * value + 1)));
            TestSubscriber<Integer> told = block.test();
            all.add(told);
            int spins = random.nextInt(20_000);
            for (int k = 0; k < spins; k++) {
                Thread.onSpinWait();
            }
            all.get(random.nextInt(all.size())).cancel();
        }
        all.forEach(TestSubscriber::cancel);

        List<Integer> committed = entries.committedAtLast();

        for (int row : committed) {
            assertThat(committed).as("both rows of a block").contains(row ^ 1);
        }
        assertThatNoOtherErrorIsLate();
    }
}
