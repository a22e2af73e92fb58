package dev.aatomic.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Server;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Blocks whose COMMIT comes back about when they are given up, some cancelled beside: whatever their callers are told, the rows say
 * whether it is so. Longer with {@code -Daatomic.stress.seconds}; {@code -Daatomic.stress.seed} for another walk.
 */
@Tag("G8")
@Tag("G11")
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class GivenUpAtTheEndTest {

    private static final int CALLERS = 24;
    private static final long SECONDS = Long.getLong("aatomic.stress.seconds", 2);
    private static final long SEED = Long.getLong("aatomic.stress.seed", 1);
    private static final Duration LIMIT = Duration.ofMillis(30);

    /** What a caller was told. */
    private enum Told {
        COMMITTED,
        NOT_COMMITTED,
        UNKNOWN
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Told> told = new ConcurrentHashMap<>();

    /** The driver, which takes its time over what ends a transaction. */
    private static DataSource slow(DataSource source) {
        return proxy(DataSource.class, source, connection -> proxy(Connection.class, connection, result -> result));
    }

    private interface Wrapping {
        Object wrap(Object result);
    }

    private static <T> T proxy(Class<T> type, Object target, Wrapping wrapping) {
        Random random = new Random(SEED + System.identityHashCode(target));
        return type.cast(Proxy.newProxyInstance(
                GivenUpAtTheEndTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isWrapperFor")) {
                        return false;
                    }
                    // The savepoint that asks whether the transaction is alive comes just before COMMIT.
                    boolean ends = method.getName().equals("commit")
                            || method.getName().equals("setSavepoint");
                    if (ends) {
                        hesitate(random.nextInt(40_000));
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        if (ends) {
                            hesitate(random.nextInt(15_000));
                        }
                        return result instanceof Connection ? wrapping.wrap(result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static void hesitate(int micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Test
    void whatTheCallerIsToldIsSo() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 2 * CALLERS);
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", slow(database.pool()), 2 * CALLERS)
                .commitTimeout(LIMIT));
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(SEED * CALLERS + i);
            callers.add(CompletableFuture.runAsync(
                    () -> {
                        while (System.nanoTime() < until) {
                            runBlock(transactions, random);
                        }
                    },
                    fixtures.foreign()));
        }
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(SECONDS + 60, TimeUnit.SECONDS);
        // Whoever was given up has let go of the driver.
        transactions.close();

        List<Integer> rows = database.rows();
        assertThat(told).isNotEmpty();
        assertThat(told).allSatisfy((number, outcome) -> {
            if (outcome != Told.UNKNOWN) {
                assertThat(rows.contains(number))
                        .as("row of a block told %s", outcome)
                        .isEqualTo(outcome == Told.COMMITTED);
            }
        });
    }

    private void runBlock(Transactions transactions, Random random) {
        int number = numbers.incrementAndGet();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insertAndFail(connection, number);
                    transactions.setRollbackOnly(false);
                    return number;
                }));
        if (random.nextInt(3) == 0) {
            hesitate(random.nextInt(60_000));
            block.cancel(true);
        }
        told.put(number, told(block));
    }

    /** The statement that fails has the engine ask before COMMIT whether the transaction is alive. */
    private static void insertAndFail(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into entry values(" + number + ")");
            try {
                statement.execute("insert into nowhere values(1)");
            } catch (SQLException expected) {
                assertThat((Throwable) expected).hasMessageContaining("NOWHERE");
            }
        }
    }

    private static Told told(CompletableFuture<Integer> block) {
        try {
            block.get(60, TimeUnit.SECONDS);
            return Told.COMMITTED;
        } catch (CancellationException e) {
            return Told.NOT_COMMITTED;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TransactionException failure && failure.outcome() == Outcome.UNKNOWN
                    ? Told.UNKNOWN
                    : Told.NOT_COMMITTED;
        } catch (Exception e) {
            throw new AssertionError("Block " + block, e);
        }
    }
}
