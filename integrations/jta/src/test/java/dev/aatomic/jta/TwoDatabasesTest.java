package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.EnlistedDatabase;
import dev.aatomic.jta.support.Narayana;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One transaction over two databases, with two-phase commit. */
final class TwoDatabasesTest {

    private final EnlistedDatabase first = EnlistedDatabase.empty(SetUp.H2_XA, 2, 1);
    private final EnlistedDatabase second = EnlistedDatabase.empty(SetUp.POSTGRES_XA, 2, 2);
    private final JtaTransactions jta = new JtaTransactions(
            Narayana.transactionManager(), Narayana.registry(), Map.of("first", first.pool(), "second", second.pool()));
    private final Transactions transactions = Transactions.builder()
            .database("first", first.pool(), 2)
            .database("second", second.pool(), 2)
            .enclosing(jta)
            .build();
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        transactions.close();
        first.checkPool();
        second.checkPool();
    }

    private void insert(String database, int value) {
        transactions
                .database(database)
                .submit(connection ->
                        connection.createStatement().executeUpdate("insert into entry values (" + value + ")"))
                .join();
    }

    private void insertInBlocks() {
        transactions.atomic().using("first").run(() -> {
            transactions.onCommit(() -> ran.add("committed"));
            transactions.onRollback(() -> ran.add("rolled back"));
            insert("first", 1);
            transactions.atomic().using("second").run(() -> insert("second", 2));
        });
        transactions.atomic().using("second").run(() -> insert("second", 3));
    }

    // tag::blocks[]
    void move(UserTransaction userTransaction, int value) throws Exception {
        userTransaction.begin(); // jta.userTransaction()
        try {
            transactions.atomic().using("first").run(() -> insert("first", value));
            transactions.atomic().using("second").run(() -> insert("second", value));
        } catch (Throwable t) {
            userTransaction.rollback();
            throw t;
        }
        userTransaction.commit(); // both, or none
    }
    // end::blocks[]

    @Test
    void transferOverBothIsBothOrNone() throws Exception {
        move(jta.userTransaction(), 1);
        second.insert(2);
        assertThatThrownBy(() -> move(jta.userTransaction(), 2)).isInstanceOf(SQLException.class);

        assertThat(first.committed()).containsExactly(1);
        assertThat(second.committed()).containsExactly(1, 2);
    }

    @Test
    void blocksOfBothCommitTogether() throws Exception {
        jta.transactionManager().begin();
        insertInBlocks();
        assertThat(first.committed()).isEmpty();
        assertThat(second.committed()).isEmpty();
        jta.transactionManager().commit();

        assertThat(first.committed()).containsExactly(1);
        assertThat(second.committed()).containsExactly(2, 3);
        assertThat(ran).containsExactly("committed");
    }

    @Test
    void blocksOfBothRollBackTogether() throws Exception {
        jta.transactionManager().begin();
        insertInBlocks();
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .using("second")
                        .savepoint(false)
                        .run(() -> {
                            throw new IOException("second");
                        }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(jta.transactionManager()::commit).isInstanceOf(RollbackException.class);

        assertThat(first.committed()).isEmpty();
        assertThat(second.committed()).isEmpty();
        assertThat(ran).containsExactly("rolled back");
    }

    /**
     * What one asynchronous block over two databases would do: each of its tasks runs where it may, with the transaction resumed around it, and
     * the end comes on yet another thread, where the transaction is resumed too.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tasksOnThreeThreadsWorkOnBoth(boolean commits) throws Exception {
        TransactionManager manager = jta.transactionManager();
        manager.begin();
        Transaction transaction = manager.suspend();
        ExecutorService[] threads = {
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor(),
            Executors.newSingleThreadExecutor()
        };
        try {
            Await.value(
                    CompletableFuture.runAsync(() -> inTransaction(transaction, () -> first.insert(1)), threads[0]));
            Await.value(
                    CompletableFuture.runAsync(() -> inTransaction(transaction, () -> second.insert(2)), threads[1]));
            // Two at once, each on a database.
            CompletableFuture<Void> one =
                    CompletableFuture.runAsync(() -> inTransaction(transaction, () -> first.insert(3)), threads[1]);
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> inTransaction(transaction, () -> second.insert(4)), threads[2]);
            Await.value(one);
            Await.value(other);
            assertThat(first.committed()).isEmpty();
            Await.value(CompletableFuture.runAsync(() -> end(transaction, commits), threads[2]));
        } finally {
            for (ExecutorService thread : threads) {
                thread.shutdown();
            }
        }

        assertThat(first.committed()).isEqualTo(commits ? List.of(1, 3) : List.of());
        assertThat(second.committed()).isEqualTo(commits ? List.of(2, 4) : List.of());
    }

    private void inTransaction(Transaction transaction, Runnable task) {
        try {
            jta.transactionManager().resume(transaction);
            try {
                task.run();
            } finally {
                jta.transactionManager().suspend();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void end(Transaction transaction, boolean commits) {
        try {
            jta.transactionManager().resume(transaction);
            if (commits) {
                jta.transactionManager().commit();
            } else {
                jta.transactionManager().rollback();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
