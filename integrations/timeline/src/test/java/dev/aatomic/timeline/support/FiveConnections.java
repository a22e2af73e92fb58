package dev.aatomic.timeline.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Statement;

/** A database, a pool of five connections on it, and the engine on that. */
public final class FiveConnections implements AutoCloseable {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool;
    private final Transactions transactions;

    public FiveConnections() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(5);
        pool = new HikariDataSource(configuration);
        transactions = Transactions.builder().database("default", pool).build();
    }

    public Transactions transactions() {
        return transactions;
    }

    /** How many blocks wait for a connection. */
    public int waiting() {
        return transactions.metrics().database("default").waiting();
    }

    /** Runs a statement on a connection outside the pool. */
    public void execute(String sql) {
        database.execute(sql);
    }

    /** A step with one statement. */
    public static ConnectionFunction<Boolean> statement(String sql) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        };
    }

    @Override
    public void close() {
        transactions.close();
        pool.close();
        database.close();
    }
}
