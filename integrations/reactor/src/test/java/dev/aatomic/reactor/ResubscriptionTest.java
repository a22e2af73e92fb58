package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** G9: whoever subscribes again, has another block; the retry of a block itself is not seen by its subscriber. */
@Tag("G9")
final class ResubscriptionTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;
    private final ReactorTransactions steps = ReactorTransactions.of(transactions);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        opened.close();
    }

    /** Inserts the number of the run, and fails in the runs before the given one. */
    private Flux<Integer> failingBefore(int run, Form form, Atomic atomic) {
        return form.block(atomic, () -> {
            int number = runs.incrementAndGet();
            Mono<Integer> inserted = steps.submit(insert(number));
            return number < run
                    ? inserted.then(Mono.error(new SQLException("in the way of another", "40001")))
                    : inserted;
        });
    }

    @ParameterizedTest
    @EnumSource
    void retryIsAnotherBlock(Form form) {
        StepVerifier.create(failingBefore(3, form, transactions.atomic()).retry(5))
                .expectNext(3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void repeatIsAnotherBlock(Form form) {
        StepVerifier.create(failingBefore(1, form, transactions.atomic()).repeat(2))
                .expectNext(1, 2, 3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void retryWithBackoffHoldsNoConnectionMeanwhile(Form form) {
        StepVerifier.withVirtualTime(() -> failingBefore(2, form, transactions.atomic())
                        .retryWhen(Retry.backoff(3, Duration.ofMinutes(1)).jitter(0)))
                .expectSubscription()
                .then(() -> Await.until("the first run", () -> runs.get() == 1))
                .then(opened::awaitIdle)
                .expectNoEvent(Duration.ofSeconds(59))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void policyOfTheBlockRunsTheBodyAgainUnseen(Form form) {
        Atomic retrying = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(5));
        StepVerifier.create(failingBefore(3, form, retrying))
                .expectNext(3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(3);
    }

    /** Case 21. */
    @Test
    void streamIsNotRetriedOnceAnItemWasEmitted() {
        Atomic retrying = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(5));
        StepVerifier.create(ReactorBlocks.flux(retrying, () -> {
                    runs.incrementAndGet();
                    return Flux.concat(
                            steps.submit(insert(1)), Mono.error(new SQLException("in the way of another", "40001")));
                }))
                .expectNext(1)
                .expectError(SQLException.class)
                .verify(BOUND);
        assertThat(runs).hasValue(1);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cacheIsOneBlock(Form form) {
        Flux<Integer> cached = failingBefore(1, form, transactions.atomic()).cache();
        for (int i = 0; i < 3; i++) {
            StepVerifier.create(cached).expectNext(1).expectComplete().verify(BOUND);
        }
        assertThat(opened.rows()).containsExactly(1);
    }

    @Test
    void cachedMonoIsOneBlock() {
        Mono<Integer> cached = ReactorBlocks.mono(
                        transactions.atomic(), () -> steps.submit(insert(runs.incrementAndGet())))
                .cache();
        assertThat(Mono.zip(cached, cached)
                        .map(both -> both.getT1() + both.getT2())
                        .block(BOUND))
                .isEqualTo(2);
        assertThat(opened.rows()).containsExactly(1);
    }

    /** Demand: a value waits until it is asked for, and its block does not. */
    @Test
    void valueOfAMonoWaitsForDemand() {
        Mono<Integer> block = ReactorBlocks.mono(transactions.atomic(), () -> steps.submit(insert(1)));
        AtomicInteger emitted = new AtomicInteger();
        StepVerifier.create(block.doOnNext(value -> emitted.incrementAndGet()), 0)
                .expectSubscription()
                .then(() -> Await.until(
                        "it is committed", () -> opened.database.rows().size() == 1))
                .then(opened::awaitIdle)
                .then(() -> assertThat(emitted).hasValue(0))
                .thenRequest(1)
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
    }

    /** Case 16. */
    @Test
    void fluxEmitsAsManyAsAreAskedFor() {
        AtomicInteger produced = new AtomicInteger();
        StepVerifier.create(
                        ReactorBlocks.flux(
                                transactions.atomic(),
                                () -> Flux.range(1, 100).doOnNext(value -> produced.incrementAndGet())),
                        2)
                .expectNext(1, 2)
                .then(() -> assertThat(produced).hasValue(2))
                .thenRequest(3)
                .expectNext(3, 4, 5)
                .then(() -> assertThat(produced).hasValue(5))
                .thenCancel()
                .verify(BOUND);
    }
}
