package dev.aatomic.runtime.future;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fault F7, G18: who waits for the end of a block inside it is told at once that it would never come. */
@Tag("G18")
final class OwnEndTest {

    private static final String MESSAGE = "The end of block 'outer' was waited for inside it, which would never come";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<CompletableFuture<?>> future = new CompletableFuture<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private PooledDatabase database;
    private PooledDatabase otherDatabase;
    private Transactions transactions;
    private Atomic outer;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        otherDatabase = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(Transactions.builder()
                .database("default", database.source(), 2)
                .database("other", otherDatabase.source(), 2));
        outer = transactions.atomic().named("outer");
    }

    /** Waits for the block in every way, and notes what is thrown. */
    private int waitForIt() {
        CompletableFuture<?> own = Await.value(future);
        for (CheckedRunnable<?> waiting :
                List.<CheckedRunnable<?>>of(own::join, own::get, () -> own.get(1, TimeUnit.HOURS))) {
            try {
                waiting.run();
            } catch (Throwable t) {
                thrown.add(t);
            }
        }
        return 1;
    }

    private void assertTold(CompletableFuture<?> block) {
        future.complete(block);
        Await.end(block);
        assertThat(thrown)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageStartingWith(MESSAGE));
    }

    @Test
    void f7BodyIsTold() {
        assertTold(outer.runAsync(this::waitForIt));
    }

    @Test
    void f7BodyThatLetsItThroughIsRolledBack() {
        CompletableFuture<?> block = outer.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenApplyAsync(n -> Await.value(future).join()));
        future.complete(block);

        assertThat(Await.cause(block))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith(MESSAGE);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void f7StageOfTheBodyIsTold() {
        assertTold(outer.getStageAsync(() -> transactions.submit(insert(1)).thenApplyAsync(n -> waitForIt())));
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void f7StageOnAnotherExecutorIsTold() {
        assertTold(outer.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenCompose(fixtures.foreign()::later)
                .thenApplyAsync(n -> waitForIt(), fixtures.executors().threads(1))));
    }

    @Test
    void f7StepIsTold() {
        assertTold(outer.getStageAsync(
                () -> transactions.bind(future).thenCompose(n -> transactions.submit(connection -> waitForIt()))));
    }

    @Test
    void f7NestedBlockIsTold() {
        assertTold(outer.getStageAsync(() -> transactions
                .bind(future)
                .thenCompose(n -> transactions
                        .atomic()
                        .getAsync(() -> transactions.atomic().get(this::waitForIt)))));
    }

    @Test
    void f7BlockThatBelongsToItIsTold() {
        assertTold(outer.getStageAsync(() -> transactions
                .bind(future)
                .thenCompose(n -> transactions
                        .atomic()
                        .using("other")
                        .propagation(Propagation.REQUIRES_NEW)
                        .getAsync(this::waitForIt))));
    }

    @Test
    void f7HookIsTold() {
        assertTold(outer.runAsync(() -> transactions.onCommit(this::waitForIt)));
    }

    @Test
    void f7AsynchronousHookIsTold() {
        assertTold(outer.runAsync(
                () -> transactions.onCommitAsync(() -> transactions.bind(future).thenApplyAsync(n -> waitForIt()))));
    }

    @Test
    void f7HookOfARollbackIsTold() {
        assertTold(outer.runAsync(() -> {
            transactions.onRollback(this::waitForIt);
            transactions.setRollbackOnly(true);
        }));
    }

    @Test
    void f7AutocommitInsideIsTold() {
        assertTold(outer.runAsync(() -> transactions.database("other").autocommit(this::waitForIt)));
    }

    @Test
    void f7AttemptOfARetriedBlockIsTold() {
        assertTold(outer.retry(RetryPolicy.ofMaxAttempts(2)).runAsync(this::waitForIt));
    }

    @Test
    void f7HookOfAnAttemptIsTold() {
        assertTold(outer.retry(RetryPolicy.ofMaxAttempts(2)).runAsync(() -> transactions.onCommit(this::waitForIt)));
    }

    @Test
    void f7ConditionOfARetryIsTold() {
        assertTold(outer.retry(RetryPolicy.ofMaxAttempts(2).retryIf(failure -> waitForIt() == 0))
                .runAsync(() -> {
                    throw new IOException();
                }));
    }

    @Test
    void f7WhoeverWaitsOutsideGetsTheEnd() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = outer.getStageAsync(() -> gate);
        CompletableFuture<Integer> foreign = CompletableFuture.supplyAsync(block::join);
        // A block that is open beside it, and one nested in it that a block around waits for.
        CompletableFuture<Integer> beside = transactions.atomic().getAsync(() -> {
            gate.complete(3);
            return block.join();
        });

        assertThat(Await.value(foreign)).isEqualTo(3);
        assertThat(Await.value(beside)).isEqualTo(3);
        assertThat(Await.value(outer.getAsync(
                        () -> transactions.atomic().getAsync(() -> 4).join())))
                .isEqualTo(4);
    }

    @Test
    void f7AfterTheEndItsValueIsThereForAll() {
        CompletableFuture<CompletableFuture<Integer>> late = new CompletableFuture<>();
        CompletableFuture<Integer> block = outer.getAsync(() -> {
            late.complete(transactions.bind(future).thenApply(n -> (Integer) n.join()));
            return 5;
        });
        Await.value(block);
        future.complete(block);

        assertThat(Await.value(Await.value(late))).isEqualTo(5);
    }

    @Test
    void f7BlockThatAHookOpenedMayWaitForTheHooksBlock() {
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        CompletableFuture<Integer> block = outer.getAsync(() -> {
            transactions.onCommit(() -> opened.complete(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenApplyAsync(
                                    n -> (Integer) Await.value(future).join(),
                                    fixtures.executors().threads(1)))));
            return 6;
        });
        future.complete(block);

        assertThat(Await.value(Await.value(opened))).isEqualTo(6);
    }

    @Test
    void f7PollingIsAllowed() {
        CompletableFuture<Integer> block = outer.getAsync(() -> {
            CompletableFuture<?> own = Await.value(future);
            assertThat(own.isDone()).isFalse();
            assertThatThrownBy(own::join).hasMessageStartingWith(MESSAGE);
            return own.getNow(null) == null ? 7 : 0;
        });
        future.complete(block);

        assertThat(Await.value(block)).isEqualTo(7);
    }
}
