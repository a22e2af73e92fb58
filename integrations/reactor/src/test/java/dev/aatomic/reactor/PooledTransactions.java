package dev.aatomic.reactor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;

/** Transactions of a database of its own, with a pool that is asked whether all connections are back. */
final class PooledTransactions implements AutoCloseable {

    static final int CONNECTIONS = 4;

    final TestDatabase database;
    final HikariDataSource pool;
    final Transactions transactions;

    PooledTransactions() {
        this(Server.H2, builder -> builder);
    }

    PooledTransactions(Server server, UnaryOperator<Transactions.Builder> options) {
        database = new TestDatabase(server);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(CONNECTIONS);
        pool = new HikariDataSource(configuration);
        transactions =
                options.apply(Transactions.builder()).database("default", pool).build();
    }

    /** A step that inserts a row. */
    static ConnectionFunction<Integer> insert(int value) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into entry values (" + value + ")");
            }
            return value;
        };
    }

    /** What is committed, once nothing holds a connection any more. */
    List<Integer> rows() {
        awaitIdle();
        return database.rows();
    }

    void awaitIdle() {
        Await.until("all connections are back", () -> active() == 0);
    }

    int active() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() {
        try {
            awaitIdle();
        } finally {
            transactions.close();
            pool.close();
            database.close();
        }
    }
}
