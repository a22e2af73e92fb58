package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.functions.BiFunction;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Propagation that is switched on and off, beside the hooks of others; and that blocks which share threads never mix. */
@Tag("G10")
final class RxJavaScopePropagationTest {

    private static final int BLOCKS = 400;

    private final Entries entries = new Entries();
    private final Atomic atomic = entries.transactions.atomic();

    @BeforeEach
    @AfterEach
    void resetHooks() {
        RxJavaPlugins.reset();
    }

    @AfterEach
    void close() {
        entries.close();
    }

    private boolean isCarriedOverADelay() {
        try {
            return RxJavaBlocks.single(
                            atomic,
                            () -> Single.timer(1, TimeUnit.MILLISECONDS).map(tick -> CarriedScope.current() != null))
                    .blockingGet();
        } finally {
            entries.awaitAllReturned();
        }
    }

    @Test
    void worksUntilItIsClosed() {
        assertThat(isCarriedOverADelay()).isFalse();
        try (RxJavaScopePropagation on = RxJavaScopePropagation.enable()) {
            assertThat(on).isNotNull();
            assertThat(isCarriedOverADelay()).isTrue();
        }
        assertThat(isCarriedOverADelay()).isFalse();
        assertThat(RxJavaPlugins.getScheduleHandler()).isNull();
        assertThat(RxJavaPlugins.getOnSingleSubscribe()).isNull();
        assertThat(RxJavaPlugins.getOnMaybeSubscribe()).isNull();
        assertThat(RxJavaPlugins.getOnCompletableSubscribe()).isNull();
        assertThat(RxJavaPlugins.getOnFlowableSubscribe()).isNull();
        assertThat(RxJavaPlugins.getOnObservableSubscribe()).isNull();
    }

    @Test
    void worksUntilAllThatHaveSwitchedItOnCloseIt() {
        RxJavaScopePropagation one = RxJavaScopePropagation.enable();
        RxJavaScopePropagation other = RxJavaScopePropagation.enable();
        one.close();
        one.close();
        assertThat(isCarriedOverADelay()).isTrue();
        other.close();
        assertThat(isCarriedOverADelay()).isFalse();
    }

    @Test
    void callsWhatWasSetBeforeAndPutsItBack() {
        AtomicInteger scheduled = new AtomicInteger();
        AtomicInteger subscribed = new AtomicInteger();
        Function<Runnable, Runnable> handler = task -> {
            scheduled.incrementAndGet();
            return task;
        };
        @SuppressWarnings("rawtypes") // as RxJava's signature is
        BiFunction<Single, SingleObserver, SingleObserver> subscribes = (source, observer) -> {
            subscribed.incrementAndGet();
            return observer;
        };
        RxJavaPlugins.setScheduleHandler(handler);
        RxJavaPlugins.setOnSingleSubscribe(subscribes);

        try (RxJavaScopePropagation on = RxJavaScopePropagation.enable()) {
            assertThat(on).isNotNull();
            assertThat(isCarriedOverADelay()).isTrue();
        }

        assertThat(scheduled).hasPositiveValue();
        assertThat(subscribed).hasPositiveValue();
        assertThat(RxJavaPlugins.getScheduleHandler()).isSameAs(handler);
        assertThat(RxJavaPlugins.getOnSingleSubscribe()).isSameAs(subscribes);
    }

    @Test
    void keepsWhatWasSetInBetweenAndDoesNothingInIt() {
        RxJavaScopePropagation on = RxJavaScopePropagation.enable();
        Function<? super Runnable, ? extends Runnable> ours = RxJavaPlugins.getScheduleHandler();
        AtomicInteger scheduled = new AtomicInteger();
        Function<Runnable, Runnable> later = task -> {
            scheduled.incrementAndGet();
            return ours.apply(task);
        };
        RxJavaPlugins.setScheduleHandler(later);
        assertThat(isCarriedOverADelay()).isTrue();

        on.close();

        assertThat(RxJavaPlugins.getScheduleHandler()).isSameAs(later);
        int before = scheduled.get();
        assertThat(isCarriedOverADelay()).isFalse();
        assertThat(scheduled.get()).isGreaterThan(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskThatOutlivesItsBlockFailsOnItsFirstStatement(boolean binds) {
        SingleSubject<Integer> signal = SingleSubject.create();
        CompletableFuture<Integer> outcome = new CompletableFuture<>();
        RxJavaScopePropagation on = binds ? null : RxJavaScopePropagation.enable();
        RxJavaBlocks.completable(atomic, () -> {
                    Single<Integer> source = signal.observeOn(Schedulers.computation());
                    (binds ? RxJavaTransactions.bind(source) : source)
                            .flatMapMaybe(entries::insert)
                            .subscribe(outcome::complete, outcome::completeExceptionally);
                    return entries.insert(1).ignoreElement();
                })
                .blockingAwait();

        signal.onSuccess(2);

        assertThat(Await.cause(outcome)).isInstanceOf(TransactionManagementException.class);
        assertThat(entries.committedAtLast()).containsExactly(1);
        if (on != null) {
            on.close();
        }
    }

    @Test
    void nothingStaysOnTheThreads() throws Exception {
        try (RxJavaScopePropagation on = RxJavaScopePropagation.enable()) {
            assertThat(on).isNotNull();
            RxJavaBlocks.flowable(
                            atomic,
                            () -> RxJavaTransactions.bind(Flowable.range(1, 100)
                                            .flatMapSingle(
                                                    value -> Single.just(value).delay(1, TimeUnit.MILLISECONDS)))
                                    .concatMapMaybe(entries::insert))
                    .ignoreElements()
                    .blockingAwait();
        }
        int threads = Runtime.getRuntime().availableProcessors();
        CyclicBarrier all = new CyclicBarrier(threads);
        List<CompletableFuture<Boolean>> clean = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            CompletableFuture<Boolean> isClean = new CompletableFuture<>();
            clean.add(isClean);
            Schedulers.computation().scheduleDirect(() -> {
                try {
                    // Each of the threads is here once.
                    all.await(30, TimeUnit.SECONDS);
                    isClean.complete(CarriedScope.current() == null);
                } catch (Exception e) {
                    isClean.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Boolean> isClean : clean) {
            assertThat(Await.value(isClean)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksOnTheSameThreadsNeverMix(boolean binds) {
        RxJavaScopePropagation on = binds ? null : RxJavaScopePropagation.enable();
        entries.database.execute("create table seen(block int, session int)");

        Flowable.range(0, BLOCKS)
                .flatMapCompletable(block -> block(block, binds), false, 32)
                .blockingAwait();

        if (on != null) {
            on.close();
        }
        // Of each block that commits all rows were written in one session, and of those that fail there is none.
        assertThat(entries.database.integers("select count(*) from seen")).containsExactly(3 * (BLOCKS - BLOCKS / 4));
        assertThat(entries.database.integers("select count(*) from seen where mod(block, 4) = 0"))
                .containsExactly(0);
        assertThat(entries.database.integers(
                        "select block from seen group by block having count(distinct session) <> 1"))
                .isEmpty();
    }

    private Completable block(int block, boolean binds) {
        return RxJavaBlocks.completable(atomic, () -> {
                    Flowable<Integer> steps = Flowable.range(0, 3)
                            .concatMapSingle(step ->
                                    Single.just(step).delay(100, TimeUnit.MICROSECONDS, Schedulers.computation()))
                            .observeOn(Schedulers.computation());
                    return (binds ? RxJavaTransactions.bind(steps) : steps)
                            .concatMapMaybe(step -> note(block))
                            .ignoreElements()
                            .andThen(
                                    block % 4 == 0
                                            ? Completable.error(new IllegalStateException("by hand"))
                                            : Completable.complete());
                })
                .onErrorComplete(failure -> "by hand".equals(failure.getMessage()));
    }

    private Maybe<Integer> note(int block) {
        return entries.rx.submit(connection -> {
            try (var insert = connection.prepareStatement("insert into seen values (?, session_id())")) {
                insert.setInt(1, block);
                return insert.executeUpdate();
            }
        });
    }

    @Test
    void whatBlocksShareIsInEachOnceItIsBound() {
        SingleSubject<Integer> shared = SingleSubject.create();
        AtomicReference<Object> one = new AtomicReference<>();
        AtomicReference<Object> other = new AtomicReference<>();
        CompletableFuture<Void> both = CompletableFuture.allOf(
                follows(shared, one, 1).toCompletionStage(null).toCompletableFuture(),
                follows(shared, other, 2).toCompletionStage(null).toCompletableFuture());
        Await.until("both have subscribed", () -> one.get() != null && other.get() != null);

        // Comes out of a third block, on its thread.
        RxJavaBlocks.completable(
                        atomic,
                        () -> entries.insert(3)
                                .doOnSuccess(value -> shared.onSuccess(10))
                                .ignoreElement()
                                .andThen(Completable.error(new IllegalStateException("by hand"))))
                .onErrorComplete()
                .blockingAwait();

        Await.value(both);
        assertThat(entries.committedAtLast()).containsExactly(11, 12);
    }

    private Completable follows(Single<Integer> shared, AtomicReference<Object> scope, int plus) {
        return RxJavaBlocks.completable(
                atomic,
                () -> RxJavaTransactions.bind(shared.doOnSubscribe(subscription -> scope.set(CarriedScope.current())))
                        .flatMapMaybe(value -> entries.insert(value + plus))
                        .ignoreElement());
    }
}
