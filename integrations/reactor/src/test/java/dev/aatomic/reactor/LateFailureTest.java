package dev.aatomic.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** G5: a failure is not lost with the operator that has cancelled the step: it would be half of a step that is committed. */
@Tag("G5")
final class LateFailureTest {

    private final PooledTransactions opened = new PooledTransactions();
    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch isCancelled = new CountDownLatch(1);
    private final IOException late = new IOException("late");

    @AfterEach
    void close() {
        opened.close();
    }

    /** Inserts a row, and fails once its subscriber has cancelled. */
    private final ConnectionFunction<Integer> step = connection -> {
        PooledTransactions.insert(1).apply(connection);
        isRunning.countDown();
        Await.latch(isCancelled);
        throw late;
    };

    @Test
    void stepThatFailsAfterItsCancelBreaksTheBlock() {
        ReactorTransactions steps = ReactorTransactions.of(opened.transactions);
        Sinks.One<Integer> other = Sinks.one();
        CompletableFuture<Integer> block = ReactorBlocks.mono(
                        opened.transactions.atomic(),
                        () -> Mono.just(1)
                                .publishOn(Schedulers.parallel())
                                .flatMap(value -> Mono.firstWithSignal(steps.submit(step), other.asMono())))
                .toFuture();
        Await.latch(isRunning);
        other.tryEmitValue(7).orThrow();
        isCancelled.countDown();

        assertThatThrownBy(() -> Await.value(block))
                .hasRootCause(late)
                .hasStackTraceContaining(UnexpectedRollbackException.class.getName());
        assertThat(opened.rows()).isEmpty();
    }
}
