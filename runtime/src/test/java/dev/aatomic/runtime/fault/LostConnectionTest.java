package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * G11 and G16 where the connection is gone before the end: by the server, or by HikariCP, which closes what it gave out when a failure
 * looks to it as if it was. Nothing was committed then, COMMIT is not sent, and what took the connection is the cause.
 */
@Tag("G11")
@Tag("G16")
final class LostConnectionTest {

    private static final String UNSUPPORTED = "do $$ begin raise exception 'x' using errcode = '0A000'; end $$";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();

    /** With HikariCP's own connections, nothing between. */
    private Transactions onPool(PooledDatabase database) {
        return fixtures.transactions(Transactions.builder().database("default", database.pool()));
    }

    private static void assertRolledBack(Throwable failure) {
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    private static int session(Transactions transactions) {
        return Await.value(transactions.submit(connection -> Sql.integers(connection, "select pg_backend_pid()")))
                .get(0);
    }

    private static void terminate(PooledDatabase database, int session) {
        database.integers("select case when pg_terminate_backend(" + session + ", 5000) then 1 end");
    }

    @Test
    void h1StateThatMakesHikariCloseItsConnectionIsRolledBackAndRetried() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);

        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3)
                        .retryIf(failure -> failure instanceof SQLException sql && "0A000".equals(sql.getSQLState())))
                .getStageAsync(
                        () -> transactions.submit(attempts.incrementAndGet() == 1 ? update(UNSUPPORTED) : insert(1)));

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1);
    }

    /** As "cached plan must not change result type", in a block that has written before. */
    @Test
    void h1SwallowedByANestedBlockIsTheCauseOfTheOutermost() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions.submit(update(UNSUPPORTED)))
                                .exceptionally(swallowed -> 0))));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(failure.getCause()).isInstanceOf(SQLException.class);
        assertThat(((SQLException) failure.getCause()).getSQLState()).isEqualTo("0A000");
        assertThat(failure.getCause().getSuppressed())
                .as("what the closed connection says")
                .isEmpty();
        assertRolledBack(failure);
        assertThat(database.rows()).isEmpty();
    }

    /** A real input: a plan that the session keeps no longer fits its table, which another connection has altered. */
    @Test
    void h1CachedPlanThatNoLongerFitsIsRolledBackAndRetried() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        try (HikariDataSource pool =
                new HikariDataSource(configuration(database.pool().getJdbcUrl() + "&prepareThreshold=1"))) {
            Transactions transactions =
                    fixtures.transactions(Transactions.builder().database("default", pool));
            CheckedSupplier<Integer, RuntimeException> body = () -> {
                attempts.incrementAndGet();
                transactions.submit(insert(attempts.get())).join();
                return transactions.submit(LostConnectionTest::columns).join();
            };
            assertThat(transactions.atomic().<Integer, RuntimeException>get(body))
                    .isEqualTo(1);
            database.execute("alter table entry add column w int");

            Throwable failure = Await.cause(transactions.atomic().getAsync(() -> {
                try {
                    return body.get();
                } catch (CompletionException swallowed) {
                    return 0;
                }
            }));
            assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
            assertThat(failure.getCause()).hasMessageContaining("cached plan must not change result type");
            assertRolledBack(failure);
            assertThat(database.rows()).containsExactly(1);

            assertThat(Await.value(transactions.atomic().getAsync(body))).isEqualTo(2);
            database.execute("alter table entry drop column w");
            attempts.set(10);
            assertThat(Await.value(transactions.atomic().retry(onState("0A000")).getAsync(body)))
                    .isEqualTo(1);
            assertThat(attempts).hasValue(12);
            assertThat(database.rows()).containsExactly(1, 3, 12);
            assertThat(transactions.metrics().database("default").unknown()).isZero();
        }
    }

    /** How many columns the table has, asked with the same text each time, of which the driver keeps the plan. */
    private static int columns(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select * from entry");
                ResultSet rows = statement.executeQuery()) {
            return rows.getMetaData().getColumnCount();
        }
    }

    private static RetryPolicy onState(String state) {
        return RetryPolicy.ofMaxAttempts(3)
                .retryIf(failure -> failure instanceof SQLException sql && state.equals(sql.getSQLState()));
    }

    private static HikariConfig configuration(String url) {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(1);
        return configuration;
    }

    /** The other real input, which the server refuses. */
    @Test
    void h1LockInAReadOnlyBlockIsRolledBackAndRetried() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);
        ConnectionFunction<List<Integer>> lock =
                connection -> Sql.integers(connection, "select v from entry for update");

        Throwable failure = Await.failure(transactions
                .atomic()
                .readOnly()
                .getStageAsync(() -> transactions.submit(lock).exceptionally(swallowed -> List.of())));
        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertRolledBack(failure);

        String state = ((SQLException) failure.getCause()).getSQLState();
        assertThat(Await.value(transactions
                        .atomic()
                        .readOnly()
                        .retry(onState(state))
                        .getStageAsync(
                                () -> transactions.submit(attempts.incrementAndGet() == 1 ? lock : Sql.entries()))))
                .isEmpty();
        assertThat(attempts).hasValue(2);
        assertThat(transactions.metrics().database("default").unknown()).isZero();
    }

    /** What docs/connections.md names for those who go on after this state: such a class for HikariCP. */
    public static final class KeepOnUnsupported implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return "0A000".equals(failure.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void h1SettingOfThePoolKeepsTheConnectionOfABlockThatGoesOn(boolean isSet) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        HikariConfig configuration = configuration(database.pool().getJdbcUrl());
        if (isSet) {
            configuration.setExceptionOverrideClassName(KeepOnUnsupported.class.getName());
        }
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            Transactions transactions =
                    fixtures.transactions(Transactions.builder().database("default", pool));

            CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
                int session = session(transactions);
                transactions.submit(insert(1)).join();
                assertThat(Await.cause(
                                transactions.atomic().getStageAsync(() -> transactions.submit(update(UNSUPPORTED)))))
                        .isInstanceOf(SQLException.class);
                return transactions
                        .submit(insert(2))
                        .thenApply(n -> session(transactions) - session)
                        .join();
            });

            if (isSet) {
                assertThat(Await.value(block)).as("it is the same session").isZero();
                assertThat(database.rows()).containsExactly(1, 2);
            } else {
                assertRolledBack(Await.cause(block));
                assertThat(database.rows()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle_in_transaction_session_timeout", "transaction_timeout"})
    void h1SessionThatTheServerEndedBeforeCommitIsRolledBack(String timeout) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);

        Throwable failure = Await.failure(transactions.atomic().getAsync(() -> {
            int session = session(transactions);
            transactions.submit(insert(1)).join();
            transactions.submit(update("set local " + timeout + " = 200")).join();
            Await.until(
                    "the session is over",
                    () -> database.integers("select count(*) from pg_stat_activity where pid = " + session)
                                    .get(0)
                            == 0);
            return 1;
        }));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCauseInstanceOf(SQLException.class);
        assertRolledBack(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void h2CommitIsNotSentOnAConnectionThatIsGone() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);

        Throwable failure = Await.failure(transactions.atomic().getAsync(() -> {
            int session = session(transactions);
            transactions.submit(insert(1)).join();
            terminate(database, session);
            // Fails as its savepoint is set, so that it has nothing to go back to.
            return transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)))
                    .exceptionally(swallowed -> 0)
                    .join();
        }));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(((SQLException) failure.getCause()).getSQLState()).isEqualTo("57P01");
        assertRolledBack(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void h2StatementAfterThatIsRefusedWithTheCause() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = onPool(database);

        Throwable failure = Await.failure(transactions.atomic().getAsync(() -> {
            int session = session(transactions);
            terminate(database, session);
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)))
                    .exceptionally(swallowed -> 0)
                    .join();
            return transactions.submit(insert(3)).join();
        }));

        assertThat(failure)
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("has lost its connection")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(((SQLException) failure.getCause()).getSQLState()).isEqualTo("57P01");
        assertThat(database.rows()).isEmpty();
    }

    /** Any driver and pool that answer {@code isClosed}. */
    @Test
    void h2ConnectionThatIsClosedAfterAFailureIsLost() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException lost = new SQLException("lost", "08006");
        AtomicBoolean gone = new AtomicBoolean();
        database.source().answer(call -> gone.get() && call.is("Connection.isClosed") ? Boolean.TRUE : null);
        database.source().fail(call -> {
            if (call.is("Connection.setSavepoint")) {
                gone.set(true);
                return lost;
            }
            return null;
        });

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions.submit(insert(2)))
                                .exceptionally(swallowed -> 0))));
        gone.set(false);
        database.source().fail(JdbcFault.NONE);

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCause(lost);
        assertRolledBack(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void k7LaterStatementThatClosesTheConnectionIsNoLostBeginWhereTheDriverIsHidden() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        DataSource hidden = hiding(DataSource.class, database.pool());
        Transactions transactions = fixtures.transactions(Transactions.builder().database("default", hidden, 1));

        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() ->
                        transactions.submit(insert(1)).thenCompose(n -> transactions.submit(update(UNSUPPORTED)))));

        assertThat(failure).isInstanceOf(SQLException.class);
        assertThat(database.rows()).isEmpty();
    }

    /** Something in front of a pool behind which nobody sees the driver. */
    private static <T> T hiding(Class<T> type, Object hidden) {
        return type.cast(Proxy.newProxyInstance(
                LostConnectionTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isWrapperFor")) {
                        return false;
                    }
                    if (method.getName().equals("unwrap")) {
                        throw new SQLException("nothing to unwrap");
                    }
                    try {
                        Object result = method.invoke(hidden, arguments);
                        return result instanceof Connection connection ? hiding(Connection.class, connection) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
