package dev.aatomic.databases.promise;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.databases.engine.PhysicalConnections;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one test has: empty tables, a pool, transactions, and the database to be asked by itself. */
public final class Fixture implements AutoCloseable {

    private static final int CONNECTIONS = 3;

    private final TestedDatabase database;
    private final PhysicalConnections physical;
    private final HikariDataSource pool;
    private final Function<Transactions, Atomic> blocks;
    private final Transactions transactions;
    private Finding finding = Finding.HOLDS;

    public Fixture(TestedDatabase database, Function<Transactions, Atomic> blocks) {
        this(database, blocks, CONNECTIONS);
    }

    private Fixture(TestedDatabase database, Function<Transactions, Atomic> blocks, int connections) {
        this.database = database;
        this.blocks = blocks;
        this.physical = new PhysicalConnections(database);
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(physical);
        configuration.setMaximumPoolSize(connections);
        configuration.setMinimumIdle(1);
        configuration.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
        this.pool = new HikariDataSource(configuration);
        this.transactions =
                Transactions.builder().database("default", pool, connections).build();
    }

    /** The same with one connection, so that each block gets what the one before has used. */
    public Fixture withOneConnection() {
        return new Fixture(database, blocks, 1);
    }

    public TestedDatabase database() {
        return database;
    }

    public Transactions transactions() {
        return transactions;
    }

    public Atomic atomic() {
        return blocks.apply(transactions);
    }

    /** The driver's connections under the pool. */
    public List<Connection> physical() {
        return physical.opened();
    }

    public HikariDataSource pool() {
        return pool;
    }

    // ---- statements of the current block

    public CompletableFuture<Integer> insert(int value) {
        return transactions.submit(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("insert into entry(v) values(?)")) {
                statement.setInt(1, value);
                return statement.executeUpdate();
            }
        });
    }

    public CompletableFuture<@Nullable Void> execute(String sql) {
        return transactions.submit(connection -> {
            execute(connection, sql);
            return null;
        });
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A statement that takes the lock of a row of {@code counter}. */
    public CompletableFuture<@Nullable Void> increment(int id) {
        return execute("update counter set v = v + 1 where id = " + id);
    }

    // ---- what the database says

    /** What is committed in {@code entry}, in order. */
    public List<Integer> rows() {
        return database.integers("select v from entry order by v");
    }

    /** Whether a block can still be run on it. */
    public void assertUsable() {
        Await.value(atomic().getStageAsync(() -> insert(900)));
        if (!rows().contains(900)) {
            throw new AssertionError("A block was told committed, but its row is not there: " + rows());
        }
    }

    // ---- what the test has found

    /** Says what was found; {@link Finding#HOLDS} if it is not called. */
    public void found(Finding what) {
        finding = what;
    }

    public Finding finding() {
        return finding;
    }

    @Override
    public void close() {
        try {
            Await.value(CompletableFuture.runAsync(transactions::close));
        } finally {
            pool.close();
        }
    }
}
