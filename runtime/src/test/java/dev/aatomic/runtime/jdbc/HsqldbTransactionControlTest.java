package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C on HSQLDB, which commits with definitions and whose driver does not say whether a transaction is open. */
@Tag("G19")
final class HsqldbTransactionControlTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private HikariDataSource pool;
    private Transactions transactions;

    @BeforeEach
    void open() throws SQLException {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl("jdbc:hsqldb:mem:control" + NUMBERS.incrementAndGet() + ";shutdown=true");
        configuration.setUsername("SA");
        configuration.setPassword("");
        configuration.setMaximumPoolSize(2);
        pool = new HikariDataSource(configuration);
        execute("create table entry(v int primary key)");
        execute("create table deferred(v int)");
        transactions = fixtures.transactions(Transactions.builder().database("default", pool));
    }

    @AfterEach
    void close() {
        transactions.close();
        pool.close();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            Sql.update(connection, sql);
        }
    }

    private List<Integer> rows() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return Sql.integers(connection, "select v from entry order by v");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set autocommit true",
                "insert into entry values (2); commit",
                "/* a /* b */ commit",
                "create table other(v int)",
                "create global temporary table other(v int)",
                "truncate table deferred and commit",
                "alter table deferred add column w int",
                "drop table deferred",
                "comment on table deferred is 'x'",
                "grant select on deferred to public",
                "set files log true",
                "set database sql syntax ora false",
                "checkpoint",
                "script",
                "disconnect"
            })
    void cTextThatEndsTheTransactionIsRefusedBeforeItIsSent(String sql) throws SQLException {
        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() ->
                        transactions.submit(insert(1)).thenCompose(first -> transactions.submit(Sql.update(sql)))));

        assertThat(failure).isInstanceOf(TransactionManagementException.class).hasMessageContaining("SQL text with");
        if (Stream.of("create", "truncate", "alter", "drop", "comment", "grant").anyMatch(sql::startsWith)) {
            assertThat(failure).hasMessageContaining("autocommit(").hasMessageContaining("@NonAatomic");
        }
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "declare local temporary table temporary(v int)",
                "truncate table deferred",
                "lock table entry write",
                "set schema public",
                "alter session reset all",
                "select 1 from deferred where 'a; commit' = 'b' -- ; commit"
            })
    void cWhatOnlyLooksLikeItPassesAndEndsNothing(String sql) throws SQLException {
        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(first -> transactions.submit(connection -> {
                            try (var statement = connection.createStatement()) {
                                return statement.execute(sql);
                            }
                        }))
                        .thenApply(executed -> {
                            throw new IllegalStateException("no");
                        })));

        assertThat(failure).hasMessage("no");
        assertThat(rows()).isEmpty();
    }

    @Test
    void cDefinitionsRunInTheAutocommitContext() throws SQLException {
        transactions.autocommit(() -> Await.value(transactions.submit(Sql.update("create table other(v int)"))));
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(Sql.update("insert into other values (1)"))
                        .join());
        try (Connection connection = pool.getConnection()) {
            assertThat(Sql.integers(connection, "select v from other")).containsExactly(1);
        }
    }
}
