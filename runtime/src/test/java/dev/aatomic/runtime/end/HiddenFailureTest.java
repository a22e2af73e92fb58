package dev.aatomic.runtime.end;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G5: a step whose future was completed by somebody else, and that fails then, breaks its block: its failure would reach nobody. */
@Tag("G5")
final class HiddenFailureTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Who completes the future of a step that runs. */
    enum Completion {
        CANCEL(step -> step.cancel(true)),
        TIMEOUT(step -> {
            step.orTimeout(1, TimeUnit.MILLISECONDS);
            Await.until("timed out", step::isDone);
        }),
        FAILURE(step -> step.completeExceptionally(new IOException("another"))),
        VALUE(step -> step.complete(3));

        private final Consumer<CompletableFuture<Integer>> action;

        Completion(Consumer<CompletableFuture<Integer>> action) {
            this.action = action;
        }
    }

    @ParameterizedTest
    @EnumSource
    void failureThatComesTooLateForItsFutureBreaksTheBlock(Completion completion) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> scope = new CompletableFuture<>();
        CompletableFuture<Integer> body = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            scope.complete(transactions.scope());
            return body;
        });
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch isCompleted = new CountDownLatch(1);
        IOException late = new IOException("late");
        CompletableFuture<Integer> step = Await.value(scope).submit(connection -> {
            Sql.insert(1).apply(connection);
            isRunning.countDown();
            Await.latch(isCompleted);
            throw late;
        });
        CompletableFuture<Integer> told = step.exceptionally(failure -> 7);
        Await.latch(isRunning);
        completion.action.accept(step);
        isCompleted.countDown();
        body.complete(Await.value(told));

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(late);
        assertThat(database.rows()).isEmpty();
    }
}
