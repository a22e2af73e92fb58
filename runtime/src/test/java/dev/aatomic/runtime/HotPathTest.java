package dev.aatomic.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.AllocatedBytes;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Measured: 376 on JDK 17 and 25. */
    private static final long BYTES_OF_A_BLOCK = 384;

    /** Measured: 225 on JDK 17, 217 on JDK 25. */
    private static final long BYTES_OF_A_NESTED_BLOCK = 232;

    /** Measured: 134 to 254 on JDK 17 and 139 to 163 on JDK 25, by what the compiler of that process proves of the calls. */
    private static final long BYTES_OF_A_STATEMENT = 280;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> value = CompletableFuture.completedFuture(1);

    private Transactions direct() {
        return fixtures.transactions(
                Transactions.builder().database("default", new NoDriver(), 1).executor(Runnable::run));
    }

    private static long bytes(Runnable block) {
        for (int i = 0; i < WARM_UP; i++) {
            block.run();
        }
        AllocatedBytes allocated = new AllocatedBytes();
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = allocated.read();
            for (int i = 0; i < BATCH; i++) {
                block.run();
            }
            least = Math.min(least, (allocated.read() - before) / BATCH);
        }
        return least;
    }

    @Test
    void blockAllocatesLittle() {
        Atomic atomic = direct().atomic().named("block");
        // What the driver of the test allocates for its connection is not the block's.
        NoDriver driver = new NoDriver();
        long ofDriver = bytes(() -> driver.getConnection());

        long ofBlock = bytes(() -> atomic.getStageAsync(() -> value).join()) - ofDriver;
        long ofTwo = bytes(() -> atomic.getStageAsync(() -> atomic.getStageAsync(() -> value))
                        .join())
                - ofDriver;

        assertThat(ofBlock).as("bytes of a block").isPositive().isLessThanOrEqualTo(BYTES_OF_A_BLOCK);
        assertThat(ofTwo - ofBlock)
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
        long ofDriver = bytes(() -> updateAndCommit(driver));

        long ofBlock = bytes(() -> atomic.getStageAsync(() -> value).join());
        long ofUpdate = bytes(() -> atomic.getStageAsync(() -> transactions.submit(HotPathTest::update))
                        .join())
                - ofDriver;

        assertThat(ofUpdate - ofBlock)
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
        TestDatabase database = fixtures.database(Server.H2, 1);
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
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new NoDriver(), 1)
                .executor(task -> {
                    hops.incrementAndGet();
                    executor.execute(() -> {
                        threads.add(Thread.currentThread());
                        task.run();
                    });
                }));

        Await.value(transactions.atomic().getStageAsync(() -> value));
        assertThat(hops).as("where the stage is complete at return").hasValue(1);

        hops.set(0);
        Await.value(transactions.atomic().getStageAsync(() -> fixtures.foreign().later(1)));
        assertThat(hops).as("where it completes later").hasValue(2);
        assertThat(threads.size()).isLessThanOrEqualTo(2);
    }
}
