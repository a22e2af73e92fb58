package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
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
import reactor.test.StepVerifier;

/** How the end of what a body returned ends its block, and what its subscriber is told. */
@Tag("G1")
final class BlockEndTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;
    private final List<String> log = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.close();
    }

    private Mono<Integer> inserted(int value) {
        return Mono.fromFuture(() -> transactions.submit(insert(value)));
    }

    @ParameterizedTest
    @EnumSource
    void commitsBeforeCompletion(Form form) {
        Flux<Integer> block = form.block(transactions.atomic(), () -> {
            transactions.onCommit(() -> log.add("hook, " + opened.database.rows()));
            return inserted(1).doOnNext(value -> log.add("inner " + value));
        });
        assertThat(log).isEmpty();
        assertThat(opened.active()).isZero();

        StepVerifier.create(block.doOnNext(value -> log.add("item " + value))
                        .doOnComplete(() -> log.add("complete, " + opened.database.rows())))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);

        assertThat(log)
                .isEqualTo(
                        form == Form.MONO
                                ? List.of("inner 1", "hook, [1]", "item 1", "complete, [1]")
                                : List.of("inner 1", "item 1", "hook, [1]", "complete, [1]"));
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void eachSubscriptionIsABlock(Form form) {
        Flux<Integer> block = form.block(
                transactions.atomic(),
                () -> Mono.fromFuture(() -> transactions.submit(
                        connection -> insert(opened.database.rows().size()).apply(connection))));

        StepVerifier.create(block.concatWith(block).concatWith(block))
                .expectNext(0, 1, 2)
                .expectComplete()
                .verify(BOUND);

        assertThat(opened.rows()).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void errorRollsBackAndArrivesAsItIs(Form form) {
        RuntimeException thrown = new IllegalStateException("mine");
        StepVerifier.create(form.block(transactions.atomic(), () -> inserted(1).then(Mono.error(thrown))))
                .expectErrorSatisfies(failure -> assertThat(failure).isSameAs(thrown))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @Test
    void errorAfterTheValueOfAMonoRollsBackAndNoValueIsEmitted() {
        IllegalStateException thrown = new IllegalStateException("mine");
        StepVerifier.create(ReactorBlocks.mono(
                        transactions.atomic(), () -> Mono.fromDirect(Flux.concat(inserted(1), Mono.error(thrown)))))
                .expectErrorSatisfies(failure -> assertThat(failure).isSameAs(thrown))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatThrowsRollsBack(Form form) {
        Exception thrown = new Exception("mine");
        StepVerifier.create(form.block(transactions.atomic(), () -> {
                    transactions.submit(insert(1));
                    throw thrown;
                }))
                .expectErrorSatisfies(failure -> assertThat(failure).isSameAs(thrown))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void emptyCommits(Form form) {
        StepVerifier.create(form.block(transactions.atomic(), () -> inserted(1).then(Mono.empty())))
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1);
    }

    @Test
    @SuppressWarnings("NullAway") // what must not be returned
    void nullRollsBackWithWhatWasExpected() {
        Atomic atomic = transactions.atomic();
        Mono<Integer> mono = ReactorBlocks.mono(atomic, () -> {
            transactions.submit(insert(1));
            return null;
        });
        StepVerifier.create(mono)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("returned null instead of a Mono"))
                .verify(BOUND);
        Flux<Integer> flux = ReactorBlocks.flux(atomic, () -> {
            transactions.submit(insert(1));
            return null;
        });
        StepVerifier.create(flux)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("returned null instead of a Flux"))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }
}
