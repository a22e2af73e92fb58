package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Blocking and asynchronous forms inside each other, steps inside steps: all end, and mean what they say. */
@Tag("G6")
final class MixedFormsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions onOneThread(PooledDatabase database) {
        return fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));
    }

    @Test
    void joinOnAPlainFutureThatNeedsTheLaneEnds() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = onOneThread(database);
        CheckedRunnable<RuntimeException> body = () -> {
            Scope scope = transactions.scope();
            CompletableFuture<Integer> plain = new CompletableFuture<>();
            fixtures.foreign()
                    .execute(() -> scope.submit(insert(database.rows().size() + 1))
                            .whenComplete((n, failure) -> plain.complete(n)));
            // The only dispatch thread, or the caller, sits here: nothing tells the lane.
            plain.join();
        };

        Await.value(transactions.atomic().runAsync(body));
        transactions.atomic().run(body);

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void blockingFormInsideAnAsynchronousOneOnOneThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = onOneThread(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(fixtures.foreign()::later)
                        .thenApply(n -> {
                            transactions.atomic().run(() -> {
                                transactions.submit(insert(2)).join();
                                transactions
                                        .atomic()
                                        .getStageAsync(() -> transactions
                                                .submit(insert(3))
                                                .thenCompose(fixtures.foreign()::later)
                                                .thenCompose(m -> transactions.submit(insert(4))))
                                        .join();
                            });
                            return n;
                        })));

        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void blockingChildOnAForeignThreadRunsThere() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = onOneThread(database);

        CompletableFuture<Boolean> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            return fixtures.foreign().call(() -> {
                Thread caller = Thread.currentThread();
                return scope.call(() -> transactions.atomic().get(() -> {
                    assertThat(transactions.scope().depth()).isEqualTo(1);
                    transactions.submit(insert(1)).join();
                    return Thread.currentThread() == caller;
                }));
            });
        });

        assertThat(Await.value(block)).isTrue();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void blockingChildrenOfManyThreadsRunOneAfterAnother() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();

        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<?>[] children = new CompletableFuture<?>[8];
            for (int i = 0; i < children.length; i++) {
                int value = i;
                children[i] = fixtures.foreign()
                        .call(() -> scope.call(() -> transactions.atomic().get(() -> {
                            overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
                            transactions.submit(insert(value)).join();
                            transactions.submit(insert(value + 100)).join();
                            inside.set(false);
                            return value;
                        })));
            }
            return CompletableFuture.allOf(children);
        });

        Await.value(block);
        assertThat(overlapped).isFalse();
        assertThat(database.rows()).hasSize(16);
    }

    @Test
    void stepInsideAStepIsPartOfIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        int inserted = Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    int outer = Sql.insert(connection, 1);
                    int inner = transactions.submit(insert(2)).join();
                    try (Connection handle = transactions.dataSource().getConnection()) {
                        return outer + inner + Sql.insert(handle, 3);
                    }
                })));

        assertThat(inserted).isEqualTo(3);
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void blockInsideAStepEnds() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    Sql.insert(connection, 1);
                    transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(2)).join());
                    return Sql.insert(connection, 3);
                }));
        Await.end(block);

        // Work of the parent inside its open child: refused or nested, but never hung, and never half.
        assertThat(database.rows()).isIn(List.of(), List.of(1, 2, 3));
        assertThat(database.rows().isEmpty()).isEqualTo(block.isCompletedExceptionally());
    }

    @Test
    void fiveHundredLevelsDeep() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(level(transactions, 500));

        assertThat(database.rows()).hasSize(500);
    }

    private static CompletableFuture<Integer> level(Transactions transactions, int left) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(left))
                        .thenCompose(
                                n -> left == 1 ? CompletableFuture.completedFuture(n) : level(transactions, left - 1)));
    }

    @Test
    void hundredThousandChildrenOfOneBlock() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 1));

        int sum = Await.value(transactions.atomic().getAsync(() -> {
            int values = 0;
            for (int i = 0; i < 100_000; i++) {
                values += transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(connection -> 1))
                        .join();
            }
            return values;
        }));

        assertThat(sum).isEqualTo(100_000);
    }

    @Test
    void hooksThatRegisterHooksRunInDjangosOrder() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> order = new ArrayList<>();

        transactions.atomic().run(() -> {
            transactions.onCommit(() -> notify(transactions, order, 1, true));
            transactions.onCommit(() -> notify(transactions, order, 2, true));
        });

        assertThat(order).containsExactly(1, 11, 2, 12);
        assertThat(database.rows()).containsExactly(1, 2, 11, 12);
    }

    private static void notify(Transactions transactions, List<Integer> order, int number, boolean more) {
        transactions.atomic().run(() -> {
            if (more) {
                transactions.onCommit(() -> notify(transactions, order, number + 10, false));
            }
            transactions.submit(insert(number)).join();
            order.add(number);
        });
    }

    @Test
    void executorThatIsShutDownUnderAnOpenBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ExecutorService executor = fixtures.executors().threads(2);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions.bind(gate).thenCompose(n -> transactions.submit(insert(2)));
        });
        Await.until("the first statement", () -> database.source().count("PreparedStatement.close") == 1);
        executor.shutdown();
        gate.complete(1);
        Await.end(block);

        assertThat(database.rows()).isEqualTo(block.isCompletedExceptionally() ? List.of() : List.of(1, 2));
        assertThat(Await.failure(transactions.atomic().runAsync(() -> {})))
                .isInstanceOf(CannotCreateTransactionException.class);
    }

    @Test
    void interruptedCallerOfABlockingForm() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Thread.currentThread().interrupt();
        transactions.atomic().run(() -> transactions.submit(insert(1)).join());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void failureIsNeverSuppressedInItself() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException failure = new SQLException("the same everywhere", "08006");
        database.source().fail(JdbcFault.on("Connection.rollback", failure));

        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(1))
                                .thenCompose(n -> CompletableFuture.failedFuture(failure)))))
                .isSameAs(failure);
        assertThat(failure.getSuppressed()).doesNotContain(failure);
    }

    @Test
    void closeOnAThreadOfAnOpenScopeFailsInsteadOfWaitingForItself() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class);
            transactions.submit(insert(1)).join();
        });
        Await.value(transactions
                .atomic()
                .runAsync(() ->
                        assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class)));

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void noRollbackOfACaughtBodyFailureReplacesTheUsersException() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("checked, through the blocking form");

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> transactions.atomic().run(() -> {
                            throw failure;
                        })))
                .isSameAs(failure);
    }
}
