package dev.aatomic.runtime.context;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G10: where no scope is current, everything that needs one fails loudly; on purpose there is the autocommit context. */
@Tag("G10")
final class NoScopeTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void everyOperationFailsAndNamesTheWaysOut() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        for (Database operations : List.of(transactions, transactions.database("default"))) {
            lost(() -> operations.submit(insert(1)));
            lost(() -> operations.onCommit(() -> {}));
            lost(() -> operations.onCommitRobust(() -> {}));
            lost(operations::savepoint);
            lost(operations::scope);
            lostInJdbc(() -> operations.dataSource().getConnection());
        }
        assertThat(database.source().calls()).isEmpty();
    }

    private static void lost(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("bind(stage)")
                .hasMessageContaining("autocommit");
    }

    /** H7: code that has a DataSource in its hands expects an SQLException. */
    private static void lostInJdbc(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("bind(stage)")
                .hasMessageContaining("autocommit")
                .hasCauseInstanceOf(NoTransactionException.class);
    }

    /** Fault H4. */
    @Test
    void h4MessageTellsTheCallItsLineAndTheLikeliestCause() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        tells("submit", () -> transactions.submit(insert(1)));
        tells("onCommit", () -> transactions.onCommit(() -> {}));
        tells("onCommitAsync", () -> transactions.onCommitAsync(() -> CompletableFuture.completedFuture(1)));
        tells("onRollback", () -> transactions.onRollback(() -> {}));
        tells("setRollbackOnly", () -> transactions.setRollbackOnly(true));
        tells("savepoint", () -> transactions.savepoint());
        tells("scope", () -> transactions.scope());
        tells("dataSource().getConnection", () -> transactions.dataSource().getConnection());
        Throwable mandatory = Await.cause(
                transactions.atomic().propagation(Propagation.MANDATORY).runAsync(() -> {}));
        assertThat(mandatory)
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("was opened at " + NoScopeTest.class.getName() + ".h4Message");
    }

    private static void tells(String operation, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageStartingWith("No block of database 'default' is current for " + operation + " at "
                        + NoScopeTest.class.getName() + ".")
                .hasMessageContaining(", on thread '" + Thread.currentThread().getName() + "'")
                .hasMessageMatching("(?s).*generated.*bind\\(stage\\).*autocommit.*");
    }

    /** Fault H4, on a stage of another library. */
    @Test
    void h4MessageTellsTheLineOnAStageThatLostTheContext() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(
                                () -> fixtures.foreign().later(1).thenCompose(n -> transactions.submit(insert(1))))))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("for submit at " + NoScopeTest.class.getName() + ".lambda$h4MessageTellsTheLine");
    }

    /** Fault H4: also on the thread of ours on which an asynchronous statement would run. */
    @Test
    void h4MessageTellsTheLineOfTheStatement() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        String line = "for a jOOQ statement at " + NoScopeTest.class.getName() + ".";

        assertThatThrownBy(() -> dsl.execute("insert into entry values (1)"))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining(line);
        assertThat(Await.cause(dsl.query("insert into entry values (1)").executeAsync()))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining(line);
    }

    /** The name of a thread may be anybody's. */
    @Test
    void h4NameOfTheThreadKeepsToItsLine() throws Exception {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        transactions.submit(insert(1));
                    } catch (NoTransactionException e) {
                        thrown.complete(e);
                    }
                },
                "forged\nline");
        thread.start();

        assertThat(Await.value(thrown)).hasMessageContaining("'forged\\u000aline'");
        thread.join();
    }

    @Test
    void rollbackFlagOutsideABlockIsRefused() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.setRollbackOnly(true)).isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(transactions::isRollbackOnly).isInstanceOf(TransactionManagementException.class);
        transactions.autocommit(() -> {
            assertThatThrownBy(() -> transactions.setRollbackOnly(true))
                    .isInstanceOf(TransactionManagementException.class);
            return 1;
        });
    }

    @Test
    void lostContextNeverCommitsByItself() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> foreign = fixtures.foreign().later(1);
            return foreign.thenCompose(n -> transactions.submit(insert(1)));
        }));

        assertThat(failure).isInstanceOf(NoTransactionException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void onlyDurableBlocksMayBeOutermostWhenSaidSo() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database, Transactions.Builder::requireDurable);

        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageMatching("(?s).*requireDurable\\(\\).*bind\\(stage\\).*");
        assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                .isInstanceOf(TransactionManagementException.class);
        Await.value(transactions
                .atomic()
                .durable()
                .getStageAsync(() -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))));

        assertThat(database.rows()).containsExactly(2);
        assertThat(database.source().open()).isZero();
    }

    @Test
    void autocommitContextCommitsStatementByStatement() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.autocommit(() -> {
            transactions.submit(insert(1)).join();
            assertThat(database.rows()).containsExactly(1);
            assertThat(database.source().open()).isZero();
            assertThat(Await.cause(transactions.submit(Sql.bad()))).isNotNull();
            transactions.submit(insert(2)).join();
            assertThat(transactions.savepoint().join()).isNull();
            return 1;
        });

        assertThat(database.rows()).containsExactly(1, 2);
        lost(() -> transactions.submit(insert(3)));
    }

    @Test
    void autocommitContextFollowsItsStages() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> stage = transactions.autocommit(() -> transactions
                .submit(insert(1))
                .thenCompose(fixtures.foreign()::later)
                .thenCompose(n -> transactions.submit(insert(2))));

        Await.value(stage);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void autocommitContextInsideABlockIsOutsideIt() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions.atomic().getAsync(() -> {
            transactions.submit(insert(1)).join();
            transactions.autocommit(() -> transactions.submit(insert(2)).join());
            throw new IOException("block");
        }));

        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void blockOpenedInTheAutocommitContextIsOutermost() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        int depth = transactions.autocommit(() -> transactions
                .atomic()
                .durable()
                .getStageAsync(() ->
                        CompletableFuture.completedFuture(transactions.scope().depth()))
                .join());

        assertThat(depth).isZero();
    }

    @Test
    void handleInTheAutocommitContextHasItsOwnConnectionUntilClosed() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.autocommit(() -> {
            try (Connection connection = transactions.dataSource().getConnection()) {
                Sql.insert(connection, 1);
                assertThat(database.rows()).containsExactly(1);
                assertThat(database.source().open()).isEqualTo(1);
            }
            return 1;
        });

        assertThat(database.source().open()).isZero();
    }

    @Test
    void hooksRunInTheAutocommitContext() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> order = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> {
                order.add("first");
                transactions.submit(insert(2)).join();
                order.add("rows " + database.rows());
                transactions.onCommit(() -> order.add("at once"));
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> order.add("of its own block"));
                    transactions.submit(insert(3)).join();
                });
            });
            transactions.onCommit(() -> order.add("second"));
            return transactions.submit(insert(1));
        }));

        assertThat(order).containsExactly("first", "rows [1, 2]", "at once", "of its own block", "second");
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void hookInTheAutocommitContextRunsAtOnceAndThrowsFromThere() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        IllegalStateException failure = new IllegalStateException("hook");

        transactions.autocommit(() -> {
            transactions.onCommit(() -> ran.add("now"));
            assertThat(ran).containsExactly("now");
            assertThatThrownBy(() -> transactions.onCommit(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            transactions.onCommitRobust(() -> {
                throw failure;
            });
            return 1;
        });
    }

    @Test
    void taskThatOutlivesItsBlockFailsOnItsFirstStatement() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> left = new CompletableFuture<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            left.complete(transactions.bind(gate).thenCompose(n -> transactions.submit(insert(2))));
            return transactions.submit(insert(1));
        }));
        gate.complete(1);

        assertThat(Await.cause(Await.value(left)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("ended");
        assertThat(database.rows()).containsExactly(1);
    }
}
