package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.AllocatedBytes;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a block costs, as far as that does not depend on the machine: bytes, calls on the driver, hops and threads, against the
 * values written down here. {@link RoundTripsOnTheWireTest} counts the round trips.
 */
@Tag("hot-path")
final class HotPathTest {

    private static final int WARM_UP = 50_000;
    private static final int BATCH = 5_000;
    private static final int BATCHES = 20;

    /** What was measured: five objects of the engine, and the user's lambda. */
    private static final long BYTES_OF_A_BLOCK = 296;

    /** Measured: 152. */
    private static final long BYTES_OF_A_NESTED_BLOCK = 160;

    /** Measured: 264 or less, by what the compiler of that process proves of the calls. */
    private static final long BYTES_OF_A_STATEMENT = 280;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> value = CompletableFuture.completedFuture(1);

    private Transactions direct() {
        return fixtures.transactions(
                Transactions.builder().database("default", new NoDriver(), 1).executor(Runnable::run));
    }

    /** The least that a run of a block has been seen to allocate. */
    private static final class Measured {

        private final Runnable block;
        private final AllocatedBytes allocated = new AllocatedBytes();
        private long least = Long.MAX_VALUE;

        Measured(Runnable block) {
            this.block = block;
            run(WARM_UP);
            measure();
        }

        private void run(int times) {
            for (int i = 0; i < times; i++) {
                block.run();
            }
        }

        final void measure() {
            for (int batch = 0; batch < BATCHES; batch++) {
                long before = allocated.read();
                run(BATCH);
                least = Math.min(least, (allocated.read() - before) / BATCH);
            }
        }
    }

    /** On a busy machine the compiler may come later. */
    private static void measureUntil(BooleanSupplier isLittle, Measured... all) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isLittle.getAsBoolean() && System.nanoTime() < deadline) {
            for (Measured each : all) {
                each.measure();
            }
        }
    }

    @Test
    void blockAllocatesLittle() {
        Atomic atomic = direct().atomic().named("block");
        // What the driver of the test allocates for its connection is not the block's.
        NoDriver driver = new NoDriver();
        Measured ofDriver = new Measured(() -> driver.getConnection());

        Measured ofBlock = new Measured(() -> atomic.getStageAsync(() -> value).join());
        Measured ofTwo = new Measured(() ->
                atomic.getStageAsync(() -> atomic.getStageAsync(() -> value)).join());
        measureUntil(
                () -> ofBlock.least - ofDriver.least <= BYTES_OF_A_BLOCK
                        && ofTwo.least - ofBlock.least <= BYTES_OF_A_NESTED_BLOCK,
                ofDriver,
                ofBlock,
                ofTwo);

        assertThat(ofBlock.least - ofDriver.least)
                .as("bytes of a block")
                .isPositive()
                .isLessThanOrEqualTo(BYTES_OF_A_BLOCK);
        assertThat(ofTwo.least - ofBlock.least)
                .as("bytes of a nested block")
                .isPositive()
                .isLessThanOrEqualTo(BYTES_OF_A_NESTED_BLOCK);
    }

    @Test
    void statementAllocatesLittle() throws SQLException {
        Transactions transactions = direct();
        Atomic atomic = transactions.atomic().named("block");
        Connection driver = new NoDriver().getConnection();
        // What the driver of the test allocates for its statement, and for the calls of a transaction, is not the
        // statement's.
        Measured ofDriver = new Measured(() -> updateAndCommit(driver));

        Measured ofBlock = new Measured(() -> atomic.getStageAsync(() -> value).join());
        Measured ofUpdate = new Measured(() -> atomic.getStageAsync(() -> transactions.submit(HotPathTest::update))
                .join());
        LongSupplier ofStatement = () -> ofUpdate.least - ofDriver.least - ofBlock.least;
        measureUntil(() -> ofStatement.getAsLong() <= BYTES_OF_A_STATEMENT, ofDriver, ofBlock, ofUpdate);

        assertThat(ofStatement.getAsLong())
                .as("bytes of a statement")
                .isPositive()
                .isLessThanOrEqualTo(BYTES_OF_A_STATEMENT);
    }

    private static void updateAndCommit(Connection driver) {
        try {
            driver.getAutoCommit();
            driver.setAutoCommit(false);
            update(driver);
            driver.commit();
            driver.setAutoCommit(true);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update counter set n = n + 1 where id = ?")) {
            statement.setInt(1, 1);
            return statement.executeUpdate();
        }
    }

    @Test
    void blockMakesNoCallThatNobodyNeeds() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.insert(1))));
        database.source().reset();

        Await.value(transactions.atomic().getStageAsync(() -> value));
        assertThat(database.source().names()).containsExactly("DataSource.getConnection", "Connection.close");

        database.source().reset();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.insert(2))));
        assertThat(database.source().names())
                .containsExactly(
                        "DataSource.getConnection",
                        "Connection.getAutoCommit",
                        "Connection.setAutoCommit",
                        "Connection.prepareStatement",
                        "PreparedStatement.setInt",
                        "PreparedStatement.executeUpdate",
                        "PreparedStatement.close",
                        "Connection.commit",
                        "Connection.setAutoCommit",
                        "Connection.close");
    }

    @Test
    void blockHopsOnceOrTwice() {
        ExecutorService executor = fixtures.executors().threads(2);
        AtomicInteger hops = new AtomicInteger();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger over = new AtomicInteger();
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new NoDriver(), 1)
                .executor(task -> {
                    hops.incrementAndGet();
                    executor.execute(() -> {
                        threads.add(Thread.currentThread());
                        task.run();
                        over.incrementAndGet();
                    });
                }));

        Await.value(transactions.atomic().getStageAsync(() -> value));
        assertThat(hops).as("where the stage is complete at return").hasValue(1);

        Await.until("the thread is free", () -> over.get() == 1);
        hops.set(0);
        CompletableFuture<Integer> later = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> later);
        Await.until("the thread is free again", () -> over.get() == 2);
        fixtures.foreign().execute(() -> later.complete(1));
        Await.value(block);
        assertThat(hops).as("where it completes later").hasValue(2);
        assertThat(threads.size()).isLessThanOrEqualTo(2);
    }
}
