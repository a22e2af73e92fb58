package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database of its own for one test, with a pool, of which blocks have all connections but one, and its transactions. */
final class Blocks implements AfterEachCallback {

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final Transactions transactions;

    Blocks(Server server) {
        database = new TestDatabase(server);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(4);
        configuration.setMinimumIdle(1);
        pool = new HikariDataSource(configuration);
        transactions = Transactions.builder().database("default", pool, 3).build();
    }

    Transactions transactions() {
        return transactions;
    }

    /** The data source of the current block. */
    DataSource ofBlock() {
        return transactions.dataSource();
    }

    DataSource pool() {
        return pool;
    }

    TestDatabase database() {
        return database;
    }

    /** What is committed. */
    List<Integer> rows() {
        return database.rows();
    }

    /** Runs a body in a block that is rolled back by a failure behind it. */
    <X extends Throwable> void rolledBack(CheckedRunnable<X> body) {
        IllegalStateException failure = new IllegalStateException("rolls back");
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    body.run();
                    throw failure;
                }))
                .isSameAs(failure);
    }

    /** Runs a body in a block that is committed. */
    <X extends Throwable> void committed(CheckedRunnable<X> body) throws X {
        transactions.atomic().run(body);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            transactions.close();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .as("connections out")
                    .isZero();
        } finally {
            pool.close();
            database.close();
        }
    }
}
