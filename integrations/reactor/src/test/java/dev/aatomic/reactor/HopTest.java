package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

/** G10, without any hook of Reactor's: behind an operator that goes on elsewhere a body is in its block, or fails loudly. */
@Tag("G10")
final class HopTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    /** What always loses the block. */
    private static final Set<Hop> LOST =
            EnumSet.of(Hop.PUBLISH_ON, Hop.SUBSCRIBE_ON, Hop.BOUNDED_ELASTIC, Hop.DELAY_SUBSCRIPTION);

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;
    private final ReactorTransactions steps = ReactorTransactions.of(transactions);
    private final List<String> log = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.close();
    }

    private Mono<Integer> plain(int value) {
        return Mono.fromFuture(() -> transactions.submit(insert(value)));
    }

    private Flux<Integer> inserted() {
        return plain(1).flux();
    }

    /** Operators that emit where they are asked, if an item is there in time, may by chance stay in the block. */
    @ParameterizedTest
    @EnumSource
    void plainSubmitFailsLoudlyUnlessItIsInTheBlock(Hop hop) {
        CompletableFuture<List<Integer>> told = ReactorBlocks.flux(
                        transactions.atomic(), () -> hop.on(inserted()).flatMap(value -> plain(2)))
                .collectList()
                .toFuture();

        Throwable failure = Await.end(told);

        if (LOST.contains(hop) || failure != null) {
            assertThat(failure).isInstanceOf(NoTransactionException.class);
            assertThat(opened.rows()).isEmpty();
        } else {
            assertThat(opened.rows()).containsExactly(1, 2);
        }
    }

    /** To where no block is. */
    private static Mono<Integer> leave() {
        return Mono.just(0).publishOn(Schedulers.single());
    }

    @ParameterizedTest
    @EnumSource
    void submitFindsItsBlockByReactorsContext(Hop hop) {
        StepVerifier.create(ReactorBlocks.flux(
                        transactions.atomic(),
                        () -> hop.on(steps.submit(insert(1)).flux())
                                .concatMap(value -> steps.submit(insert(2)))
                                // What follows a step is in the block.
                                .concatMap(value -> plain(3))))
                .expectNext(3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void submitIsRolledBackWithItsBlock(Hop hop) {
        StepVerifier.create(ReactorBlocks.<Integer>flux(
                        transactions.atomic(),
                        () -> hop.on(steps.submit(insert(1)).flux())
                                .concatMap(value -> steps.submit(insert(2)))
                                .concatWith(Mono.error(new IOException("mine")))))
                .expectNext(2)
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void bindBringsTheBlockBack(Hop hop) {
        StepVerifier.create(ReactorBlocks.flux(
                        transactions.atomic(),
                        () -> hop.on(steps.submit(insert(1)).flux())
                                .transform(ReactorTransactions::bind)
                                .concatMap(value -> plain(2))))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void bindBringsTheBlockOfAMonoBack(Hop hop) {
        StepVerifier.create(ReactorBlocks.mono(
                        transactions.atomic(),
                        () -> hop.on(steps.submit(insert(1)).flux())
                                .single()
                                .transform(ReactorTransactions::bind)
                                .flatMap(value -> plain(2))))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2);
    }

    /** Both ways: what is asked for and cancelled is in the block too, whoever asks. */
    @Test
    void bindAsksAndCancelsInTheBlock() {
        StepVerifier.create(ReactorBlocks.flux(
                        transactions.atomic(),
                        () -> Flux.range(1, 10)
                                .doOnSubscribe(subscription -> log("subscribed"))
                                .doOnRequest(count -> log("asked"))
                                .doOnCancel(() -> log("cancelled"))
                                .hide()
                                .transform(ReactorTransactions::bind)
                                .hide()
                                .publishOn(Schedulers.parallel(), 1)
                                .take(2)))
                .expectNext(1, 2)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).contains("subscribed 0", "asked 0", "cancelled 0").allMatch(entry -> entry.endsWith(" 0"));
    }

    private void log(String what) {
        String depth;
        try {
            depth = String.valueOf(transactions.scope().depth());
        } catch (NoTransactionException none) {
            depth = "none";
        }
        log.add(what + " " + depth);
    }

    @Test
    void bindChangesNothingWithoutABlock() {
        StepVerifier.create(ReactorTransactions.bind(Flux.range(1, 3)).doOnNext(value -> log("item")))
                .expectNext(1, 2, 3)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).containsExactly("item none", "item none", "item none");
    }

    @Test
    void threadIsAsItWasBehindBind() {
        StepVerifier.create(ReactorBlocks.mono(
                        transactions.atomic(),
                        () -> leave().transform(ReactorTransactions::bind).flatMap(value -> plain(1))))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        // The only thread of this scheduler.
        StepVerifier.create(leave().doOnNext(value -> log("later")))
                .expectNext(0)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).containsExactly("later none");
    }

    @Test
    void stepWithoutAValueIsEmpty() {
        StepVerifier.create(ReactorBlocks.mono(
                        transactions.atomic(),
                        () -> steps.<Integer>submit(connection -> null).switchIfEmpty(steps.submit(insert(1)))))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1);
    }

    @Test
    void stepIsRunOnceForEachSubscription() {
        StepVerifier.create(ReactorBlocks.flux(
                        transactions.atomic(),
                        () -> steps.submit(connection -> {
                                    log.add("run");
                                    return 1;
                                })
                                .repeat(2)))
                .expectNext(1, 1, 1)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).hasSize(3);
    }

    @Test
    void stepAfterTheEndOfItsBlockIsRefused() {
        Flux<Integer> late = ReactorBlocks.mono(
                        transactions.atomic(),
                        () -> Mono.deferContextual(
                                context -> Mono.just(steps.submit(insert(1)).contextWrite(context))))
                .flux()
                .concatMap(step -> step);
        StepVerifier.create(late)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("has ended"))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @Test
    void stepOutsideABlockIsRefused() {
        StepVerifier.create(steps.submit(insert(1)))
                .expectError(NoTransactionException.class)
                .verify(BOUND);
    }
}
