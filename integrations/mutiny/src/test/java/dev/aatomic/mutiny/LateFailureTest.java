package dev.aatomic.mutiny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G5: a failure is not lost with the operator that has cancelled the step: it would be half of a step that is committed. */
@Tag("G5")
final class LateFailureTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);
    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch isCancelled = new CountDownLatch(1);
    private final IOException late = new IOException("late");

    @AfterEach
    void close() {
        blocks.close();
    }

    /** Inserts a row, and fails once its subscriber has cancelled. */
    private final ConnectionFunction<Integer> step = connection -> {
        Blocks.insert(1).apply(connection);
        isRunning.countDown();
        Await.latch(isCancelled);
        throw late;
    };

    @Test
    void stepThatFailsAfterItsCancelBreaksTheBlock() {
        CompletableFuture<Integer> other = new CompletableFuture<>();
        CompletableFuture<Integer> block = MutinyBlocks.<Integer>uni(
                        blocks.atomic(),
                        () -> Uni.createFrom()
                                .item(1)
                                .emitOn(Infrastructure.getDefaultExecutor())
                                .chain(() -> Uni.combine()
                                        .any()
                                        .of(
                                                blocks.mutiny.submit(step),
                                                Uni.createFrom().completionStage(other))))
                .subscribeAsCompletionStage();
        Await.latch(isRunning);
        other.complete(7);
        isCancelled.countDown();

        assertThatThrownBy(() -> Await.value(block))
                .hasRootCause(late)
                .hasStackTraceContaining(UnexpectedRollbackException.class.getName());
        assertThat(blocks.rows()).isEmpty();
    }
}
