package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A Mono that a body turns into a future: it loses its block where it goes on elsewhere, and is stopped with it. */
@Tag("G10")
final class LostBlockTest {

    private final PooledTransactions opened = new PooledTransactions();
    private final Transactions transactions = opened.transactions;

    @AfterEach
    void close() {
        opened.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel", "single", "boundedElastic"})
    void refusalOnAThreadOfReactorsNamesTheMend(String name) {
        Scheduler scheduler = switch (name) {
            case "parallel" -> Schedulers.parallel();
            case "single" -> Schedulers.single();
            default -> Schedulers.boundedElastic();
        };
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> Mono.just(1)
                        .publishOn(scheduler)
                        .flatMap(value -> Mono.fromFuture(() -> transactions.submit(insert(value))))
                        .toFuture());
        assertThat(Await.cause(block))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("on thread '" + name)
                .hasMessageContaining("ReactorBlocks (aatomic-reactor)")
                .hasMessageContaining("ReactorTransactions");
        assertThat(opened.rows()).isEmpty();
    }

    /** Not by the thread, which may be anybody's. */
    @Test
    void refusalInAnOperatorOnAForeignThreadNamesTheMend() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> Mono.fromFuture(answer)
                        .flatMap(value -> Mono.fromFuture(() -> transactions.submit(insert(value))))
                        .toFuture());
        Await.until("the body waits", () -> answer.getNumberOfDependents() > 0);
        answer.complete(1);

        assertThat(Await.cause(block))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("ReactorTransactions");
        assertThat(opened.rows()).isEmpty();
    }

    @Test
    void futureOfAMonoIsCancelledByTheTimeoutOfItsBlock() {
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .timeout(Duration.ofSeconds(1))
                .getStageAsync(() ->
                        Mono.<Integer>never().doOnCancel(cancelled::countDown).toFuture());
        assertThat(Await.cause(block)).isInstanceOf(TransactionTimedOutException.class);
        Await.latch(cancelled);
    }
}
