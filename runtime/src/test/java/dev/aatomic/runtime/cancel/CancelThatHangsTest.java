package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TcpProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * G8: a cancel may take as long as the driver likes, nobody waits for it. A caller whose own thread is in the driver is set free when the
 * grace is over and the connection is thrown away.
 */
@Tag("G8")
final class CancelThatHangsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The grace of 2 s, and what a busy machine may add: less than the 10 s that PostgreSQL's driver gives a cancel. */
    private static final Duration LIMIT = TIMEOUT.plusSeconds(2 + 5);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private CompletableFuture<Object> call(boolean blocks, Atomic atomic, CheckedSupplier<Integer, Exception> body) {
        Callable<Object> block = () -> blocks ? atomic.get(body) : Await.value(atomic.getAsync(body));
        return fixtures.foreign().call(block);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d4NetworkThatSwallowsPacketsHoldsNoCaller(boolean blocks) throws Exception {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        HikariConfig configuration = new HikariConfig();
        configuration.setMaximumPoolSize(1);
        try (TcpProxy proxy = new TcpProxy(database.port())) {
            configuration.setJdbcUrl(database.urlBy(proxy.port()));
            try (HikariDataSource pool = new HikariDataSource(configuration);
                    Transactions transactions =
                            Transactions.builder().database("default", pool).build()) {
                CompletableFuture<Long> swallowed = new CompletableFuture<>();
                CompletableFuture<Object> ended =
                        call(blocks, transactions.atomic().timeout(TIMEOUT), () -> {
                            transactions.submit(insert(1)).join();
                            proxy.swallow();
                            swallowed.complete(System.nanoTime());
                            return transactions.submit(insert(2)).join();
                        });
                long begun = Await.value(swallowed);

                Throwable failure = Await.cause(ended);

                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
                assertThat(failure instanceof AssertionError wrapped ? wrapped.getCause() : failure)
                        .isInstanceOf(TransactionTimedOutException.class);
                proxy.release();
            }
        }
        assertThat(database.rows()).isEmpty();
    }

    /** Whatever the driver: its cancel does not return, and its statement only when the connection is closed. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void d4CancelThatDoesNotReturnHoldsNoCaller(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        JdbcFault stuck = call -> {
            if (call.is("Connection.close")) {
                closed.countDown();
            } else if (call.isExecution()) {
                Await.latch(closed);
                return new SQLException("The connection was closed under the statement", "08006");
            } else if (call.name().endsWith("Statement.cancel")) {
                Await.latch(released);
            }
            return null;
        };
        long begun = System.nanoTime();
        try {
            Throwable failure = Await.cause(call(true, transactions.atomic().timeout(TIMEOUT), () -> {
                transactions.submit(insert(1)).join();
                database.source().fail(stuck);
                return transactions.submit(insert(2)).join();
            }));

            assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        } finally {
            released.countDown();
        }
        database.source().fail(JdbcFault.NONE);
        assertThat(database.rows()).isEmpty();
    }

    /** It goes to a connection that is thrown away, and might hit whoever has got the session since. */
    @Test
    void d4CancelIsNotSentAgainOnceTheGraceIsOver() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger cancels = new AtomicInteger();
        database.source().fail(call -> {
            if (call.isExecution()) {
                Await.latch(released);
            } else if (call.name().endsWith("Statement.cancel")) {
                cancels.incrementAndGet();
            }
            return null;
        });
        try {
            assertThat(Await.failure(
                            transactions.atomic().timeout(TIMEOUT).getStageAsync(() -> transactions.submit(insert(1)))))
                    .isInstanceOf(TransactionTimedOutException.class);
            int sent = cancels.get();
            assertThat(sent).isGreaterThan(1);

            // As long as from the cancel that is the last to the one that would be next: each pause is twice the one
            // before.
            assertThat(Await.failure(transactions
                            .atomic()
                            .timeout(TIMEOUT.plusSeconds(1))
                            .getStageAsync(CompletableFuture::new)))
                    .isInstanceOf(TransactionTimedOutException.class);

            assertThat(cancels).hasValue(sent);
        } finally {
            released.countDown();
        }
    }

    /** A statement that ends while its cancel is on its way is over; the next must not be hit by it. */
    @Test
    void d4CancelInFlightIsWaitedForWhereTheConnectionIsKept() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch cancelling = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<Object> after = new CompletableFuture<>();
        database.source().fail(call -> {
            if (call.isExecution() && cancelling.getCount() > 0) {
                Await.latch(cancelling);
            } else if (call.name().endsWith("Statement.cancel")) {
                cancelling.countDown();
                Await.latch(released);
                after.complete(call);
            } else if (call.is("Connection.rollback")) {
                assertThat(after).as("the cancel is over").isDone();
            }
            return null;
        });
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Await.until("the statement runs", () -> database.source().count(call -> call.isExecution()) > 0);

        block.cancel(true);
        Await.latch(cancelling);
        released.countDown();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(database.rows()).isEmpty();
    }
}
