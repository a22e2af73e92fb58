package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** G7: a subscriber that does not wait for the end rolls its block back, as a web server's does when its client goes away. */
@Tag("G7")
final class BlockCancelTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;
    private final CountDownLatch inBody = new CountDownLatch(1);
    private final List<String> log = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.close();
    }

    private Mono<Integer> inserted(int value) {
        return Mono.fromFuture(() -> transactions.submit(insert(value)));
    }

    private Flux<Integer> numbers(int count) {
        return ReactorBlocks.flux(transactions.atomic(), () -> inserted(1).thenMany(Flux.range(1, count)));
    }

    /** A block that never ends, and tells of its cancel. */
    private Flux<Integer> endless(Form form) {
        return form.block(
                transactions.atomic(),
                () -> inserted(1)
                        .doOnNext(value -> inBody.countDown())
                        .then(Mono.<Integer>never())
                        .doOnCancel(this::logCancel));
    }

    private void logCancel() {
        log.add("cancelled in the block " + transactions.scope().isOpen() + ", " + opened.active() + " connection");
    }

    static Stream<Named<Function<Flux<Integer>, Mono<?>>>> leavingEarly() {
        return Stream.of(
                Named.of("take(1)", flux -> flux.take(1).collectList()),
                Named.of("take of all", flux -> flux.take(3).collectList()),
                Named.of("next", Flux::next),
                Named.of("Mono.from", Mono::from),
                Named.of("elementAt", flux -> flux.elementAt(2)),
                Named.of("any", flux -> flux.any(value -> value == 3)),
                Named.of("blockFirst", flux -> Mono.justOrEmpty(flux.blockFirst(BOUND))));
    }

    @ParameterizedTest
    @MethodSource("leavingEarly")
    void operatorThatLeavesAFluxRollsBackThoughItHasItsItems(Function<Flux<Integer>, Mono<?>> leaves) {
        assertThat(leaves.apply(numbers(3)).block(BOUND)).isNotNull();
        assertThat(opened.rows()).isEmpty();
    }

    static Stream<Named<Function<Flux<Integer>, Mono<?>>>> stayingToTheEnd() {
        return Stream.of(
                Named.of("single", Flux::single),
                Named.of("collectList", Flux::collectList),
                Named.of("last", Flux::last),
                Named.of("blockLast", flux -> Mono.justOrEmpty(flux.blockLast(BOUND))));
    }

    @ParameterizedTest
    @MethodSource("stayingToTheEnd")
    void operatorThatWaitsForTheEndCommits(Function<Flux<Integer>, Mono<?>> stays) {
        assertThat(stays.apply(numbers(1)).block(BOUND)).isNotNull();
        assertThat(opened.rows()).containsExactly(1);
    }

    @Test
    void operatorThatCancelsInsideTheBodyDoesNoHarm() {
        Mono<Integer> block = ReactorBlocks.mono(
                transactions.atomic(),
                () -> inserted(1).thenMany(Flux.range(1, 3)).next());
        assertThat(block.block(BOUND)).isEqualTo(1);
        assertThat(opened.rows()).containsExactly(1);
    }

    static Stream<Named<Function<Mono<Integer>, Mono<?>>>> leavingAMono() {
        return Stream.of(
                Named.of("flux().take(1)", mono -> mono.flux().take(1).single()),
                Named.of("flux().next()", mono -> mono.flux().next()),
                Named.of("blockFirst", mono -> Mono.justOrEmpty(mono.flux().blockFirst(BOUND))));
    }

    @ParameterizedTest
    @MethodSource("leavingAMono")
    void monoHasCommittedWhenItsValueComes(Function<Mono<Integer>, Mono<?>> leaves) {
        Mono<Integer> block = ReactorBlocks.mono(transactions.atomic(), () -> inserted(1));
        assertThat(leaves.apply(block).block(BOUND)).isEqualTo(1);
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void cancelReachesTheBodyInItsBlockAndThenRollsBack(Form form) {
        Disposable subscription = endless(form).subscribe();
        Await.latch(inBody);

        subscription.dispose();

        assertThat(opened.rows()).isEmpty();
        assertThat(log).containsExactly("cancelled in the block true, 1 connection");
    }

    @ParameterizedTest
    @EnumSource
    void timeoutDownstreamRollsBack(Form form) {
        StepVerifier.withVirtualTime(() -> endless(form).timeout(Duration.ofSeconds(5)))
                .expectSubscription()
                .then(() -> Await.latch(inBody))
                .thenAwait(Duration.ofSeconds(5))
                .expectError(TimeoutException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
        assertThat(log).containsExactly("cancelled in the block true, 1 connection");
    }

    @ParameterizedTest
    @EnumSource
    void timeoutOfTheBlockCancelsTheBodyAndIsToldOnce(Form form) {
        AtomicInteger errors = new AtomicInteger();
        Flux<Integer> block = form.block(
                transactions.atomic().timeout(Duration.ofSeconds(1)),
                () -> inserted(1).then(Mono.<Integer>never()).doOnCancel(() -> log.add("cancelled")));
        StepVerifier.create(block.doOnError(failure -> errors.incrementAndGet()))
                .expectError(TransactionTimedOutException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
        // The subscriber may be told first.
        Await.until("cancelled", () -> log.equals(List.of("cancelled")));
        assertThat(errors).hasValue(1);
    }

    @Test
    void stalledSubscriberLosesItsBlockByTheTimeout() {
        Flux<Integer> block = ReactorBlocks.flux(
                transactions.atomic().timeout(Duration.ofSeconds(1)),
                () -> inserted(1).thenMany(Flux.range(1, 10)));
        StepVerifier.create(block, 0)
                .thenRequest(2)
                .expectNext(1, 2)
                .expectError(TransactionTimedOutException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cancelInTheQueueLeavesTheBodyUncalled(Form form) {
        CountDownLatch holders = new CountDownLatch(PooledTransactions.CONNECTIONS);
        CompletableFuture<Integer> release = new CompletableFuture<>();
        for (int i = 0; i < PooledTransactions.CONNECTIONS; i++) {
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(connection -> 0).thenCompose(value -> {
                        holders.countDown();
                        return release;
                    }));
        }
        Await.latch(holders);
        Disposable subscription = form.block(transactions.atomic(), () -> {
                    log.add("called");
                    return inserted(1);
                })
                .subscribe();

        subscription.dispose();
        release.complete(1);

        assertThat(opened.rows()).isEmpty();
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void cancelAfterCommitIsTooLateAndTellsNothing(Form form) {
        CountDownLatch inHook = new CountDownLatch(1);
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        Disposable subscription = form.block(transactions.atomic(), () -> {
                    transactions.onCommitAsync(() -> {
                        inHook.countDown();
                        return hook;
                    });
                    transactions.onCommit(ended::countDown);
                    return inserted(1).then(Mono.<Integer>empty());
                })
                .subscribe(value -> log.add("value"), failure -> log.add("error"), () -> log.add("complete"));
        Await.latch(inHook);

        subscription.dispose();
        hook.complete(1);

        Await.latch(ended);
        assertThat(opened.rows()).containsExactly(1);
        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void errorAfterCancelGoesWhereReactorDropsErrors(Form form) {
        Consumer<Throwable> dropped = failure -> log.add("dropped " + failure.getMessage());
        Disposable subscription = form.block(
                        transactions.atomic(),
                        () -> inserted(1)
                                .then(Mono.<Integer>create(sink -> {
                                    sink.onCancel(() -> log.add("cancelled"));
                                    inBody.countDown();
                                }))
                                .as(body -> Mono.<Integer>from(subscriber -> body.subscribe(
                                        new FailingOnCancel<>(subscriber, new IllegalStateException("late"))))))
                .contextWrite(Context.of("reactor.onErrorDropped.local", dropped))
                .subscribe();
        Await.latch(inBody);

        subscription.dispose();

        Await.until("the error is dropped", () -> log.contains("dropped late"));
        assertThat(opened.rows()).isEmpty();
    }

    @Test
    void fiveHundredRandomDisposalsLeaveNothingBehind() {
        Random random = new Random(20);
        List<Disposable> subscriptions = new ArrayList<>();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            int value = i;
            Form form = random.nextBoolean() ? Form.MONO : Form.FLUX;
            subscriptions.add(form.block(transactions.atomic(), () -> inserted(value))
                    .subscribe(ignored -> {}, failure -> told.incrementAndGet(), told::incrementAndGet));
            if (random.nextInt(3) > 0) {
                subscriptions.remove(random.nextInt(subscriptions.size())).dispose();
            }
        }
        int left = subscriptions.size();
        Await.until("those that were not cancelled have ended", () -> told.get() >= left);
        assertThat(opened.rows()).hasSizeGreaterThanOrEqualTo(left);
        assertThat(transactions
                        .atomic()
                        .get(() -> transactions.submit(insert(1000)).join()))
                .isEqualTo(1000);
    }

    @Test
    void blockingInABodyIsAnotherBlockInside() {
        Mono<Integer> inner = ReactorBlocks.mono(transactions.atomic(), () -> inserted(2));
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    assertThat(inner.block(BOUND)).isEqualTo(2);
                    throw new IllegalStateException("outer");
                }))
                .hasMessage("outer");
        assertThat(opened.rows()).isEmpty();

        assertThat(inner.block(BOUND)).isEqualTo(2);
        assertThat(opened.rows()).containsExactly(2);
    }
}
