package dev.aatomic.mutiny;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Statement;
import java.util.List;

/** A database of its own for one test, with its pool and its transactions. */
final class Blocks implements AutoCloseable {

    final TestDatabase database;
    final HikariDataSource pool;
    final Transactions transactions;
    final MutinyTransactions mutiny;

    Blocks(Server server, int connections) {
        database = new TestDatabase(server);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(connections);
        pool = new HikariDataSource(configuration);
        transactions = Transactions.builder().database("default", pool).build();
        mutiny = MutinyTransactions.of(transactions);
    }

    Atomic atomic() {
        return transactions.atomic();
    }

    /** A step that inserts a row, and returns its value. */
    static ConnectionFunction<Integer> insert(int value) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into entry values (" + value + ")");
                return value;
            }
        };
    }

    /** A step that takes no time, and fails where no block is. */
    static final ConnectionFunction<Integer> NOTHING = connection -> 0;

    DatabaseMetrics metrics() {
        return transactions.metrics().database("default");
    }

    List<Integer> rows() {
        return database.rows();
    }

    /** Waits until no block holds a connection any more. */
    void awaitNoneHeld() {
        Await.until("all connections are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }

    /** Ends blocks that are open. */
    void abandon() {
        pool.close();
        transactions.close();
        database.close();
    }

    @Override
    public void close() {
        awaitNoneHeld();
        transactions.close();
        pool.close();
        database.close();
    }
}
