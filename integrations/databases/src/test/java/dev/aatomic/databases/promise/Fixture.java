package dev.aatomic.databases.promise;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.databases.engine.LostAnswers;
import dev.aatomic.databases.engine.PhysicalConnections;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one test has: empty tables, a pool, transactions, and the database to be asked by itself. */
public final class Fixture implements AutoCloseable {

    private static final int CONNECTIONS = 3;

    private final TestedDatabase database;
    private final PhysicalConnections physical;
    private final HikariDataSource pool;
    private final Function<Transactions, Atomic> blocks;
    private final Function<Transactions, Steps> doing;
    private final Transactions transactions;
    private final Steps steps;
    private Finding finding = Finding.HOLDS;

    /**
     * On a database.
     *
     * @param blocks how blocks are opened
     * @param doing what does something in them
     */
    public Fixture(
            TestedDatabase database, Function<Transactions, Atomic> blocks, Function<Transactions, Steps> doing) {
        this(database, blocks, doing, CONNECTIONS, UnaryOperator.identity());
    }

    private Fixture(
            TestedDatabase database,
            Function<Transactions, Atomic> blocks,
            Function<Transactions, Steps> doing,
            int connections,
            UnaryOperator<Connection> driver) {
        this.database = database;
        this.blocks = blocks;
        this.doing = doing;
        this.physical = new PhysicalConnections(database, driver);
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(physical);
        configuration.setMaximumPoolSize(connections);
        configuration.setMinimumIdle(1);
        configuration.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
        this.pool = new HikariDataSource(configuration);
        this.transactions =
                Transactions.builder().database("default", pool, connections).build();
        this.steps = doing.apply(transactions);
    }

    /** The same with one connection, so that each block gets what the one before has used. */
    public Fixture withOneConnection() {
        return new Fixture(database, blocks, doing, 1, UnaryOperator.identity());
    }

    /** The same with connections that commit, and are gone before they say so. */
    public Fixture withoutAnswersToCommit() {
        return new Fixture(database, blocks, doing, CONNECTIONS, LostAnswers::of);
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

    // ---- steps of the current block

    public Steps steps() {
        return steps;
    }

    public CompletableFuture<@Nullable Void> insert(int value) {
        return steps.insert(value);
    }

    public CompletableFuture<@Nullable Void> execute(String sql) {
        return steps.execute(sql);
    }

    /** Takes the lock of a row of {@code counter}. */
    public CompletableFuture<@Nullable Void> increment(int id) {
        return steps.increment(id);
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
