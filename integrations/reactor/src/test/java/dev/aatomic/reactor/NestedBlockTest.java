package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** G4: a block inside another belongs to it, whichever thread subscribes to it. */
@Tag("G4")
final class NestedBlockTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;
    private final ReactorTransactions steps = ReactorTransactions.of(transactions);
    private final List<String> log = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.close();
    }

    private Flux<Integer> nested(Form form, Atomic atomic, int value) {
        return form.block(atomic, () -> steps.submit(insert(value)));
    }

    private static Mono<Integer> elsewhere() {
        return Mono.just(1).publishOn(Schedulers.parallel());
    }

    @ParameterizedTest
    @EnumSource
    void blockBehindPublishOnIsRolledBackWithTheOneAroundIt(Form form) {
        StepVerifier.create(form.<Integer>block(
                        transactions.atomic(),
                        () -> elsewhere()
                                .flatMap(value ->
                                        nested(form, transactions.atomic(), 2).single())
                                .flatMap(value -> Mono.error(new IOException("outer")))))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    /** Once its buffer is used up, {@code publishOn} asks for more on its own thread, and {@code concatMap} subscribes there. */
    @ParameterizedTest
    @EnumSource
    void blockThatIsSubscribedToWhereMoreIsAskedForIsNested(Form form) {
        StepVerifier.create(form.<Integer>block(
                        transactions.atomic(),
                        () -> Flux.range(0, 20)
                                .concatMap(value -> nested(form, transactions.atomic(), value), 1)
                                .publishOn(Schedulers.parallel(), 4)
                                .delayElements(Duration.ofMillis(1))
                                .then(Mono.error(new IOException("outer")))))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nestedFailureThatIsResumedLeavesTheOuterToCommit(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> steps.submit(insert(1))
                                .flatMap(value -> form.<Integer>block(
                                                transactions.atomic(),
                                                () -> steps.submit(insert(2))
                                                        .then(Mono.error(new IOException("inner"))))
                                        .single())
                                .onErrorResume(failure -> steps.submit(insert(3)))))
                .expectNext(3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource
    void requiresNewCommitsByItself(Form form) {
        Atomic own = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
        StepVerifier.create(form.<Integer>block(
                        transactions.atomic(),
                        () -> elsewhere()
                                .flatMap(value -> nested(form, own, 2).single())
                                .flatMap(value -> Mono.error(new IOException("outer")))))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void mandatoryFindsTheBlockAndFailsWithoutOne(Form form) {
        Atomic mandatory = transactions.atomic().propagation(Propagation.MANDATORY);
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> elsewhere()
                                .flatMap(value -> nested(form, mandatory, 2).single())))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        StepVerifier.create(nested(form, mandatory, 3))
                .expectError(NoTransactionException.class)
                .verify(BOUND);
        StepVerifier.create(
                        elsewhere().flatMap(value -> nested(form, mandatory, 3).single()))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(NoTransactionException.class)
                        .hasMessageContaining("ReactorTransactions"))
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void childrenSideBySideAreOneTransaction(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> Flux.range(1, 6)
                                .flatMap(
                                        value -> nested(form, transactions.atomic(), value)
                                                .subscribeOn(Schedulers.parallel()),
                                        4)
                                .collectList()
                                .zipWith(
                                        Mono.zip(
                                                nested(form, transactions.atomic(), 7)
                                                        .single(),
                                                nested(form, transactions.atomic(), 8)
                                                        .single()),
                                        (some, others) -> some.size())))
                .expectNext(6)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @ParameterizedTest
    @EnumSource
    void twoBlocksThatAreZippedHaveTransactionsOfTheirOwn(Form form) {
        StepVerifier.create(Flux.zip(
                        nested(form, transactions.atomic(), 1),
                        form.<Integer>block(
                                transactions.atomic(),
                                () -> steps.submit(insert(2)).then(Mono.error(new IOException("second")))),
                        Integer::sum))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).doesNotContain(2);

        StepVerifier.create(Mono.zip(
                        nested(form, transactions.atomic(), 3).single(),
                        nested(form, transactions.atomic(), 4).single()))
                .expectNextCount(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).contains(3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void noRollbackForCommitsAndRollbackOnlyDoesNot(Form form) {
        StepVerifier.create(form.<Integer>block(
                        transactions.atomic().noRollbackFor(IOException.class),
                        () -> steps.submit(insert(1)).then(Mono.error(new IOException("mine")))))
                .expectError(IOException.class)
                .verify(BOUND);
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> steps.submit(insert(2)).doOnNext(value -> transactions.setRollbackOnly(true))))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void hooksRunInOrderAndAreWaitedFor(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> elsewhere()
                                .then(steps.onCommit(() -> Mono.delay(Duration.ofMillis(20))
                                        .doOnNext(tick -> log.add("first, " + opened.database.rows()))))
                                .then(steps.onCommit(() -> nested(form, transactions.atomic(), 2)
                                        .doOnComplete(() -> log.add("second, " + opened.database.rows()))
                                        .single()))
                                .then(steps.submit(insert(1)))))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).containsExactly("first, [1]", "second, [1, 2]");
        assertThat(opened.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void hookThatFailsIsToldAfterCommit(Form form) {
        IOException thrown = new IOException("hook");
        Flux<Integer> block = form.block(
                transactions.atomic(),
                () -> steps.onCommit(() -> Mono.error(thrown)).then(steps.submit(insert(1))));
        StepVerifier.FirstStep<Integer> told = StepVerifier.create(block);
        (form == Form.MONO ? told : told.expectNext(1))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(AfterCommitException.class)
                        .hasCause(thrown))
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1);
    }

    @Test
    void hookOutsideABlockIsRefused() {
        StepVerifier.create(steps.onCommit(Mono::empty))
                .expectError(NoTransactionException.class)
                .verify(BOUND);
    }

    /** Case 17: downstream sees the scope in which it subscribed, and the body that of the block. */
    @ParameterizedTest
    @EnumSource
    void eachSideOfABlockIsInItsOwnScope(Form form) {
        Flux<Integer> block = form.block(
                transactions.atomic(),
                () -> steps.submit(insert(1))
                        .doOnRequest(count -> log.add("inner asked " + depth()))
                        .doOnNext(value -> log.add("inner " + depth()))
                        .publishOn(Schedulers.parallel()));
        StepVerifier.create(form.block(
                                transactions.atomic(),
                                () -> block.doOnNext(value -> log.add("outer " + depth()))
                                        .single())
                        .doOnNext(value -> log.add("none " + depth()))
                        .doOnComplete(() -> log.add("none " + depth())))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).containsExactly("inner asked 1", "inner 1", "outer 0", "none -1", "none -1");
    }

    /** How deep the block is that is current here; -1 for none. */
    private int depth() {
        try {
            return transactions.scope().depth();
        } catch (NoTransactionException none) {
            return -1;
        }
    }
}
