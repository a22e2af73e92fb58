package dev.aatomic.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import io.micrometer.context.ContextSnapshotFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Another library's thread, which Micrometer's snapshots bring the scope to. */
@Tag("G10")
final class MicrometerContextPropagationTest {

    private static final ConnectionFunction<Integer> INSERT =
            connection -> update(connection, "insert into entry values (1)");

    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().build();
    private final ExecutorService foreign = Executors.newSingleThreadExecutor();
    private HikariDataSource pool;
    private Transactions transactions;

    @BeforeEach
    void open() throws SQLException {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl("jdbc:h2:mem:context");
        configuration.setMaximumPoolSize(2);
        pool = new HikariDataSource(configuration);
        try (Connection connection = pool.getConnection()) {
            update(connection, "create table entry (v int)");
        }
        transactions = Transactions.builder()
                .database("default", pool)
                .contextPropagation(true)
                .build();
    }

    @AfterEach
    void close() throws SQLException {
        transactions.close();
        try (Connection connection = pool.getConnection()) {
            update(connection, "drop table entry");
        }
        pool.close();
        foreign.shutdown();
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private int rows() throws Exception {
        return transactions.autocommit(() -> transactions
                .submit(connection -> update(connection, "update entry set v = v"))
                .get(30, TimeUnit.SECONDS));
    }

    @Test
    void snapshotBringsTheScope() throws Exception {
        Integer inserted = transactions
                .atomic()
                .<Integer>getStageAsync(() -> {
                    Executor carrying = snapshots.captureAll().wrapExecutor(foreign);
                    return CompletableFuture.supplyAsync(() -> transactions.submit(INSERT), carrying)
                            .thenCompose(step -> step);
                })
                .get(30, TimeUnit.SECONDS);

        assertThat(inserted).isEqualTo(1);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void threadIsCleanAfterwards() throws Exception {
        transactions
                .atomic()
                .getStageAsync(() -> CompletableFuture.supplyAsync(
                        transactions::scope, snapshots.captureAll().wrapExecutor(foreign)))
                .get(30, TimeUnit.SECONDS);

        assertThatThrownBy(() ->
                        CompletableFuture.runAsync(transactions::scope, foreign).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(NoTransactionException.class);
    }

    @Test
    void taskThatOutlivesItsBlockFailsOnItsFirstStatement() throws Exception {
        CompletableFuture<Executor> carrying = new CompletableFuture<>();
        transactions
                .atomic()
                .runAsync(() -> carrying.complete(snapshots.captureAll().wrapExecutor(foreign)))
                .get(30, TimeUnit.SECONDS);

        CompletableFuture<CompletableFuture<Integer>> late =
                CompletableFuture.supplyAsync(() -> transactions.submit(INSERT), carrying.get());
        assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("has ended");
        assertThat(rows()).isZero();
    }
}
