package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operation means the innermost scope of its database, and says where there is none. */
@Tag("rooms")
final class ContextOperationsTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1, builder -> builder.database("other", fixtures.source(), 1));
    }

    // ---- hooks and the flag

    private void registerHooks() {
        transactions.onRollback(() -> ran.add("rollback"));
        transactions.onCommitRobust(() -> {
            ran.add("robust");
            throw new IOException("is logged");
        });
        transactions.onCommit(() -> ran.add("commit"));
        transactions.onCommitAsync(() -> {
            ran.add("async");
            return CompletableFuture.completedFuture(1);
        });
    }

    @Test
    void hooksRunAsTheyWereRegistered() {
        transactions.atomic().run(this::registerHooks);

        assertThat(ran).containsExactlyInAnyOrder("robust", "commit", "async");
    }

    @Test
    void flagMakesTheRollbackHooksRun() {
        transactions.atomic().run(() -> {
            registerHooks();
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.setRollbackOnly(true);
            assertThat(transactions.isRollbackOnly()).isTrue();
        });

        assertThat(ran).containsExactly("rollback");
    }

    // ---- savepoints

    @Test
    void whatIsAfterASavepointIsRolledBackToIt() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(insert(2))
                                .thenCompose(n -> transactions.savepointRollback(null))
                                .thenCompose(n -> transactions.submit(insert(3)))
                                .thenCompose(n -> transactions.savepointRollback(savepoint)))
                        .thenCompose(n -> transactions.submit(insert(4)))));

        assertThat(fixtures.database.rows()).containsExactly(1, 4);
        assertThat(fixtures.calls).contains("setSavepoint");
    }

    @Test
    void savepointThatIsReleasedIsNoMore() {
        CompletableFuture<Throwable> problem = new CompletableFuture<>();
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .savepoint()
                        .thenCompose(savepoint -> transactions
                                .savepointCommit(null)
                                .thenCompose(n -> transactions.savepointCommit(savepoint))
                                .thenCompose(n -> transactions.submit(insert(1)))
                                .thenCompose(n -> transactions.savepointRollback(savepoint))
                                .handle((n, failure) -> problem.complete(failure)))
                        .thenAccept(n -> transactions.setRollbackOnly(false))));

        assertThat(Await.value(problem)).isNotNull();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whereEachStatementCommitsAloneThereIsNoSavepoint() {
        transactions.autocommit(() -> {
            Savepoint savepoint = Await.value(transactions.savepoint());
            assertThat(savepoint).isNull();
            assertThat(Await.value(transactions.savepointRollback(savepoint))).isNull();
            assertThat(Await.value(transactions.savepointCommit(savepoint))).isNull();
            return 1;
        });
    }

    // ---- stages of others

    @Test
    void stageIsBoundWithItsValueOrItsFailure() {
        IOException failure = new IOException();

        assertThat(Await.value(transactions.bind(CompletableFuture.completedFuture(7))))
                .isEqualTo(7);
        assertThat(Await.failure(transactions.bind(CompletableFuture.failedFuture(failure))))
                .isSameAs(failure);
        assertThat(Await.failure(transactions.bind(CompletableFuture.failedFuture(new CompletionException(failure)))))
                .isSameAs(failure);
    }

    // ---- which scope

    @Test
    void withoutABlockThereIsNothingToWorkIn() {
        assertThatThrownBy(() -> transactions.submit(insert(1)))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageStartingWith("No block of database 'default' is current for submit at ")
                .hasMessageContaining(", on thread '" + Thread.currentThread().getName() + "'. Most likely");
        assertThatThrownBy(() -> transactions.database("other").setRollbackOnly(true))
                .hasMessageStartingWith("No block of database 'other' is current for setRollbackOnly at ");
    }

    @Test
    void blockOfAnotherDatabaseIsNamed() {
        transactions
                .atomic()
                .using("other")
                .run(() -> assertThatThrownBy(
                                () -> transactions.database("default").submit(insert(1)))
                        .isInstanceOf(NoTransactionException.class)
                        .hasMessageStartingWith("No block of database 'default' is current for submit at ")
                        .hasMessageContaining("', only one of database 'other'. Most likely"));
    }

    @Test
    void scopeIsThatOfABlock() {
        assertThatThrownBy(() -> transactions.autocommit(transactions::scope))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageStartingWith("The autocommit context is current, which is no block");
        transactions.atomic().using("other").run(() -> {
            assertThat(transactions.scope().database()).isEqualTo("other");
            assertThat(transactions.database("other").scope()).isEqualTo(transactions.scope());
        });
    }
}
