package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks of each type, from the subscription to the end. */
final class RxJavaBlocksTest {

    private final Entries entries = new Entries();
    private final Atomic atomic = entries.transactions.atomic();

    @AfterEach
    void close() {
        entries.close();
    }

    /** The end of a block, which has to come. */
    private static TestSubscriber<Integer> end(Flowable<Integer> block) {
        TestSubscriber<Integer> told = block.test();
        try {
            assertThat(told.await(30, TimeUnit.SECONDS)).as("the end was told").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return told;
    }

    @ParameterizedTest
    @EnumSource
    void withoutSubscriptionNothingHappens(BlockType type) {
        AtomicInteger runs = new AtomicInteger();
        type.block(atomic, () -> {
            runs.incrementAndGet();
            return entries.insert(1);
        });

        assertThat(runs).hasValue(0);
        assertThat(entries.committed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachSubscriptionIsABlock(BlockType type) {
        AtomicInteger runs = new AtomicInteger();
        Flowable<Integer> block = type.block(atomic, () -> entries.insert(runs.incrementAndGet()));

        end(block).assertComplete().assertValues(type.values(1));
        end(block).assertComplete().assertValues(type.values(2));

        assertThat(entries.committed()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void endIsToldAfterCommitAndHooks(BlockType type) {
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        Flowable<Integer> block = type.block(
                atomic,
                () -> entries.rx
                        .onCommit(() -> Completable.fromAction(
                                        () -> order.add("first hook, committed " + entries.committed()))
                                .delay(10, TimeUnit.MILLISECONDS))
                        .andThen(entries.rx.onCommit(() -> Completable.fromAction(() -> order.add("second hook"))))
                        .andThen(entries.insert(1)));

        end(block.doOnComplete(() -> order.add("completion"))).assertComplete();

        assertThat(order).containsExactly("first hook, committed [1]", "second hook", "completion");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SINGLE")
    void bodyWithoutAValueCommits(BlockType type) {
        end(type.block(atomic, () -> entries.insert(1).ignoreElement().toMaybe()))
                .assertNoValues()
                .assertComplete();

        assertThat(entries.committed()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatWaitsForAnotherBlockHasItNested(BlockType type) {
        end(type.block(atomic, () -> {
                    int inner = RxJavaBlocks.single(
                                    atomic, () -> entries.insert(1).toSingle())
                            .blockingGet();
                    return entries.insert(inner + 1);
                }))
                .assertComplete();

        assertThat(entries.committed()).containsExactly(1, 2);
        assertThat(entries.transactions.metrics().database("default").begun()).isOne();
    }

    @Test
    void singleValueIsEmittedAfterCommit() {
        AtomicReference<List<Integer>> seen = new AtomicReference<>();

        RxJavaBlocks.single(atomic, () -> entries.insert(1).toSingle())
                .doOnSuccess(value -> seen.set(entries.committed()))
                .blockingGet();

        assertThat(seen.get()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void failureRollsBackAndArrivesAsItWasThrown(BlockType type) {
        IOException failure = new IOException("by hand");
        Flowable<Integer> block = type.block(atomic, () -> entries.insert(1).flatMap(value -> Maybe.error(failure)));

        end(block).assertNoValues().assertError(thrown -> thrown == failure);

        assertThat(entries.committed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatThrowsRollsBack(BlockType type) {
        IOException failure = new IOException("by hand");
        Flowable<Integer> block = type.block(atomic, () -> {
            entries.transactions.submit(Entries.inserts(1));
            throw failure;
        });

        end(block).assertError(thrown -> thrown == failure);

        assertThat(entries.committed()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without such checks may do
    void bodyThatReturnsNullRollsBack() {
        List<Flowable<?>> blocks = List.of(
                RxJavaBlocks.single(atomic, () -> null).toFlowable(),
                RxJavaBlocks.maybe(atomic, () -> null).toFlowable(),
                RxJavaBlocks.completable(atomic, () -> null).toFlowable(),
                RxJavaBlocks.flowable(atomic, () -> null),
                RxJavaBlocks.observable(atomic, () -> null).toFlowable(BackpressureStrategy.ERROR));
        List<String> types = List.of("Single", "Maybe", "Completable", "Flowable", "Observable");
        for (int i = 0; i < types.size(); i++) {
            String type = types.get(i);
            end(blocks.get(i).cast(Integer.class))
                    .assertError(thrown -> thrown instanceof TransactionManagementException
                            && thrown.getMessage().contains("returned null instead of a " + type));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE", mode = EnumSource.Mode.EXCLUDE)
    void emptyBodyCommits(BlockType type) {
        end(type.block(atomic, () -> entries.insert(1).ignoreElement().toMaybe()))
                .assertComplete()
                .assertNoValues();

        assertThat(entries.committed()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void blocksOwnTimeoutCancelsWhatTheBodySubscribedTo(BlockType type) {
        CountDownLatch cancelled = new CountDownLatch(1);
        Flowable<Integer> block = type.block(
                atomic.timeout(Duration.ofSeconds(1)),
                () -> entries.insert(1).concatWith(Maybe.never()).lastElement().doOnDispose(cancelled::countDown));

        TestSubscriber<Integer> told = end(block);

        told.assertError(TransactionTimedOutException.class).assertNoValues();
        Await.latch(cancelled);
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nestedBlockThatFailsAndIsResumedLeavesTheOuterToCommit(BlockType type) {
        Flowable<Integer> block = type.block(
                atomic,
                () -> entries.insert(1)
                        .ignoreElement()
                        .andThen(type.block(
                                        atomic,
                                        () -> entries.insert(2).flatMap(value -> Maybe.error(new IOException())))
                                .ignoreElements()
                                .onErrorComplete())
                        .andThen(entries.insert(3)));

        end(block).assertComplete();

        assertThat(entries.committed()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource
    void nestedBlocksAtOnceRunOneAfterAnother(BlockType type) {
        Flowable<Integer> block = type.block(
                atomic,
                () -> Flowable.range(1, 20)
                        .flatMap(value -> type.block(atomic, () -> entries.insert(value)))
                        .ignoreElements()
                        .andThen(Maybe.just(20)));

        end(block).assertComplete().assertValues(type.values(20));

        assertThat(entries.committed()).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource
    void propagationCountsForEachSubscription(BlockType type) {
        end(type.block(atomic.propagation(Propagation.MANDATORY), () -> entries.insert(1)))
                .assertError(NoTransactionException.class);

        Flowable<Integer> rolledBack = type.block(
                atomic,
                () -> entries.insert(2)
                        .ignoreElement()
                        .andThen(type.block(atomic.propagation(Propagation.REQUIRES_NEW), () -> entries.insert(3))
                                .ignoreElements())
                        .andThen(type.block(atomic.propagation(Propagation.MANDATORY), () -> entries.insert(4))
                                .ignoreElements())
                        .andThen(Maybe.error(new IOException())));
        end(rolledBack).assertError(IOException.class);

        assertThat(entries.committed()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void noRollbackForCommitsAndTellsTheFailure(BlockType type) {
        IOException failure = new IOException("by hand");

        end(type.block(
                        atomic.noRollbackFor(IOException.class),
                        () -> entries.insert(1).flatMap(value -> Maybe.error(failure))))
                .assertError(thrown -> thrown == failure);

        assertThat(entries.committed()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void rollbackFlagRollsBackWithoutFailure(BlockType type) {
        end(type.block(
                        atomic,
                        () -> entries.insert(1).doOnSuccess(value -> entries.transactions.setRollbackOnly(true))))
                .assertComplete();

        assertThat(entries.committed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "SINGLE", mode = EnumSource.Mode.EXCLUDE)
    void swallowedStatementFailureRollsBack(BlockType type) {
        end(type.block(
                        atomic,
                        () -> entries.insert(1)
                                .ignoreElement()
                                .andThen(entries.insert(1))
                                .onErrorComplete()))
                .assertError(UnexpectedRollbackException.class);

        assertThat(entries.committed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void failingHookIsToldAfterCommit(BlockType type) {
        IOException failure = new IOException("by hand");

        end(type.block(
                        atomic,
                        () -> entries.rx
                                .onCommit(() -> Completable.error(failure))
                                .andThen(entries.insert(1))))
                .assertError(thrown -> thrown instanceof AfterCommitException && thrown.getCause() == failure);

        assertThat(entries.committed()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void retryOperatorOpensANewBlock(BlockType type) {
        AtomicInteger runs = new AtomicInteger();
        Flowable<Integer> block = type.block(
                atomic,
                () -> entries.insert(runs.incrementAndGet())
                        .flatMap(value -> value < 3 ? Maybe.error(new IOException()) : Maybe.just(value)));

        end(block.retry()).assertComplete().assertValues(type.values(3));

        assertThat(entries.committed()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void retryPolicyRunsTheBodyAgain(BlockType type) {
        AtomicInteger runs = new AtomicInteger();
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(3).retryFor(IOException.class);
        Flowable<Integer> block = type.block(
                atomic.retry(policy),
                () -> entries.insert(runs.incrementAndGet())
                        .flatMap(value -> value < 3 ? Maybe.error(new IOException()) : Maybe.just(value)));

        end(block).assertComplete().assertValues(type.values(3));

        assertThat(entries.committed()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void repeatOpensANewBlock(BlockType type) {
        AtomicInteger runs = new AtomicInteger();

        end(type.block(atomic, () -> entries.insert(runs.incrementAndGet())).repeat(3))
                .assertComplete()
                .assertValues(type.values(1, 2, 3));

        assertThat(entries.committed()).containsExactly(1, 2, 3);
    }

    @Test
    void cacheOpensOneBlockForAll() {
        AtomicInteger runs = new AtomicInteger();
        Single<Integer> cached = RxJavaBlocks.single(
                        atomic, () -> entries.insert(runs.incrementAndGet()).toSingle())
                .cache();

        assertThat(cached.blockingGet()).isEqualTo(1);
        assertThat(cached.blockingGet()).isEqualTo(1);

        assertThat(entries.committed()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void subscriberIsToldInItsOwnScope(BlockType type) {
        ConcurrentLinkedQueue<Boolean> isOuter = new ConcurrentLinkedQueue<>();
        AtomicReference<Object> outer = new AtomicReference<>();
        AtomicReference<Object> inner = new AtomicReference<>();
        Flowable<Integer> block = type.block(atomic, () -> {
            outer.set(CurrentScope.ofThread().get());
            return type.block(atomic, () -> {
                        inner.set(CurrentScope.ofThread().get());
                        return entries.insert(1);
                    })
                    .doOnEach(signal -> isOuter.add(CurrentScope.ofThread().get() == outer.get()))
                    .last(1)
                    .toMaybe();
        });

        end(block).assertNoErrors();

        assertThat(inner.get()).isNotNull().isNotSameAs(outer.get());
        assertThat(isOuter).isNotEmpty().doesNotContain(false);
    }
}
