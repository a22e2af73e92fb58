package dev.aatomic.junit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What the tests inside of a test work on: a database, its pool and the transactions. Of one test at a time. */
final class Environment implements AutoCloseable {

    static volatile Environment current;

    final TestDatabase database;
    final HikariDataSource pool;
    final Transactions transactions;
    final List<String> seen = new CopyOnWriteArrayList<>();

    Environment(Server server, int connections) {
        database = new TestDatabase(server);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(connections);
        pool = new HikariDataSource(configuration);
        transactions =
                Transactions.builder().database("default", pool, connections).build();
        current = this;
    }

    /** Runs the tests of a class. */
    static EngineExecutionResults run(Class<?> tests) {
        return run(tests, false);
    }

    static EngineExecutionResults run(Class<?> tests, boolean inParallel) {
        return run(tests, inParallel, "fork_join_pool");
    }

    /** Runs the tests of a class on such threads, if JUnit has more than one kind. */
    static EngineExecutionResults run(Class<?> tests, boolean inParallel, String threads) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(tests))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", String.valueOf(inParallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", threads)
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute();
    }

    static CompletableFuture<Integer> insert(int value) {
        return current.transactions.submit(insertion(value));
    }

    static ConnectionFunction<Integer> insertion(int value) {
        return connection -> update(connection, "insert into entry values (" + value + ")");
    }

    static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** How many entries the caller sees. */
    static int count() {
        return current.transactions
                .submit(connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet result = statement.executeQuery("select count(*) from entry")) {
                        result.next();
                        return result.getInt(1);
                    }
                })
                .join();
    }

    @Override
    public void close() {
        transactions.close();
        pool.close();
        database.close();
    }
}
