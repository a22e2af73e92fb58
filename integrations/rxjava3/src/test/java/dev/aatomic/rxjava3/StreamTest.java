package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks with many items: what operators behind them make of their end, and how many items are asked for. */
final class StreamTest {

    private final Entries entries = new Entries();
    private final Atomic atomic = entries.transactions.atomic();

    private final Flowable<Integer> three =
            RxJavaBlocks.flowable(atomic, () -> Flowable.range(1, 3).concatMapMaybe(entries::insert));
    private final Observable<Integer> threeUnasked =
            RxJavaBlocks.observable(atomic, () -> Observable.range(1, 3).concatMapMaybe(entries::insert));

    @AfterEach
    void close() {
        entries.close();
    }

    @Test
    void operatorsThatStopEarlyRollBack() {
        assertThat(three.take(1).toList().blockingGet()).containsExactly(1);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(three.take(3).toList().blockingGet()).containsExactly(1, 2, 3);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(three.firstOrError().blockingGet()).isEqualTo(1);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(three.elementAt(2).blockingGet()).isEqualTo(3);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(three.blockingFirst()).isEqualTo(1);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThatThrownBy(() -> three.singleOrError().blockingGet()).isInstanceOf(IllegalArgumentException.class);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(threeUnasked.take(1).toList().blockingGet()).containsExactly(1);
        assertThat(entries.committedAtLast()).isEmpty();
        assertThat(threeUnasked.blockingFirst()).isEqualTo(1);
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @Test
    void toListCommits() {
        assertThat(three.toList().blockingGet()).containsExactly(1, 2, 3);
        assertThat(entries.committed()).containsExactly(1, 2, 3);
    }

    @Test
    void lastCommits() {
        assertThat(three.blockingLast()).isEqualTo(3);
        assertThat(entries.committed()).containsExactly(1, 2, 3);
    }

    @Test
    void singleOrErrorCommitsWhereThereIsOne() {
        assertThat(RxJavaBlocks.flowable(atomic, () -> entries.insert(1).toFlowable())
                        .singleOrError()
                        .blockingGet())
                .isEqualTo(1);
        assertThat(entries.committed()).containsExactly(1);
    }

    @Test
    void toListOfAnObservableCommits() {
        assertThat(threeUnasked.toList().blockingGet()).containsExactly(1, 2, 3);
        assertThat(entries.committed()).containsExactly(1, 2, 3);
    }

    @Test
    void takeOfASingleCommits() {
        RxJavaBlocks.single(atomic, () -> entries.insert(1).toSingle())
                .toFlowable()
                .take(1)
                .ignoreElements()
                .blockingAwait();

        assertThat(entries.committedAtLast()).containsExactly(1);
    }

    @Test
    void stoppingInsideTheBodyCommits() {
        RxJavaBlocks.flowable(
                        atomic,
                        () -> Flowable.range(1, 9)
                                .concatMapMaybe(entries::insert)
                                .take(2))
                .ignoreElements()
                .blockingAwait();

        assertThat(entries.committed()).hasSize(2);
    }

    @Test
    void itemsComeBeforeCommitAndOnlyAsAsked() {
        ConcurrentLinkedQueue<Integer> produced = new ConcurrentLinkedQueue<>();
        TestSubscriber<Integer> told = RxJavaBlocks.flowable(
                        atomic, () -> Flowable.range(1, 100).doOnNext(produced::add))
                .test(0);

        told.request(2);
        told.awaitCount(2);
        assertThat(produced).containsExactly(1, 2);
        told.request(3);
        told.awaitCount(5);
        assertThat(produced).hasSize(5);
        told.assertNotComplete();
        told.cancel();
    }

    @Test
    void observableAsksForAll() {
        AtomicLong items = new AtomicLong();

        RxJavaBlocks.observable(atomic, () -> Observable.range(1, 100_000))
                .blockingForEach(item -> items.incrementAndGet());

        assertThat(items).hasValue(100_000);
    }

    @Test
    void streamThatNobodyAsksIsFreedByItsTimeout() throws InterruptedException {
        TestSubscriber<Integer> told = RxJavaBlocks.flowable(
                        atomic.timeout(Duration.ofSeconds(1)),
                        () -> Flowable.range(1, 3).concatMapMaybe(entries::insert))
                .test(1);

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

        told.assertError(TransactionTimedOutException.class);
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @Test
    void timeoutWhileAnItemIsBeingToldComesAfterIt() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
        TestSubscriber<Integer> told = RxJavaBlocks.flowable(
                        atomic.timeout(Duration.ofSeconds(1)),
                        () -> Flowable.just(1).concatWith(Flowable.never()))
                .doOnNext(item -> {
                    inside.incrementAndGet();
                    entries.awaitAllReturned();
                    inside.decrementAndGet();
                })
                .doOnError(failure -> {
                    if (inside.get() != 0) {
                        problems.add("told inside onNext");
                    }
                })
                .test();

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

        told.assertError(TransactionTimedOutException.class);
        assertThat(problems).isEmpty();
    }

    @Test
    void policyDoesNotRetryOnceAnItemWasTold() {
        AtomicInteger runs = new AtomicInteger();
        IOException failure = new IOException("by hand");
        Flowable<Integer> block = RxJavaBlocks.flowable(
                atomic.retry(RetryPolicy.ofMaxAttempts(3).retryFor(IOException.class)),
                () -> entries.insert(runs.incrementAndGet()).toFlowable().concatWith(Flowable.error(failure)));

        assertThatThrownBy(() -> block.ignoreElements().blockingAwait()).hasCause(failure);

        assertThat(runs).hasValue(1);
        assertThat(entries.committed()).isEmpty();
    }

    @Test
    void policyRetriesBeforeTheFirstItem() {
        AtomicInteger runs = new AtomicInteger();
        Flowable<Integer> block = RxJavaBlocks.flowable(
                atomic.retry(RetryPolicy.ofMaxAttempts(3).retryFor(IOException.class)),
                () -> runs.incrementAndGet() < 3
                        ? Flowable.error(new IOException())
                        : Flowable.range(1, 2).concatMapMaybe(entries::insert));

        assertThat(block.toList().blockingGet()).containsExactly(1, 2);

        Await.until("all is committed", () -> entries.committed().size() == 2);
    }
}
