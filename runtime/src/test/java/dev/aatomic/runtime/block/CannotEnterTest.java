package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user can get wrong, or find broken: a clear error, and nothing left behind. */
@Tag("G12")
@Tag("bad-input")
final class CannotEnterTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void databaseThatIsDown() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl("jdbc:postgresql://localhost:1/nowhere");
        configuration.setConnectionTimeout(250);
        configuration.setInitializationFailTimeout(-1);
        configuration.setMaximumPoolSize(1);
        AtomicInteger ran = new AtomicInteger();
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            Transactions transactions =
                    fixtures.transactions(Transactions.builder().database("default", pool));

            assertCannotEnter(transactions, ran);
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    void poolThatIsClosed() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger ran = new AtomicInteger();
        database.pool().close();

        assertCannotEnter(transactions, ran);

        assertThat(ran).hasValue(0);
    }

    @Test
    void poolThatThrowsOrGivesNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger ran = new AtomicInteger();
        for (Throwable failure : new Throwable[] {
            new SQLException("no connection"), new IllegalStateException("no connection"), new LinkageError("none")
        }) {
            database.source().fail(JdbcFault.on("DataSource.getConnection", failure));
            assertCannotEnter(transactions, ran);
        }
        database.source().fail(JdbcFault.NONE);

        assertThat(ran).hasValue(0);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        assertThat(database.rows()).containsExactly(1);
    }

    private static void assertCannotEnter(Transactions transactions, AtomicInteger ran) {
        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            ran.incrementAndGet();
            return CompletableFuture.completedFuture(1);
        }));
        assertThat(failure).isInstanceOf(CannotCreateTransactionException.class).hasMessageContaining("default");
        assertThat(failure.getCause()).isNotNull();
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThatThrownBy(() -> transactions.atomic().run(ran::incrementAndGet))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(Await.failure(transactions.atomic().enter())).isInstanceOf(CannotCreateTransactionException.class);
    }

    @Test
    void unknownDatabase() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.database("billing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("billing")
                .hasMessageContaining("default");
        assertThatThrownBy(() -> transactions.atomic().using("billing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("billing")
                .hasMessageContaining("default");
        assertThat(database.source().calls()).isEmpty();
    }

    @Test
    void builderThatIsIncomplete() {
        assertThatThrownBy(() -> Transactions.builder().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Transactions.builder()
                        .database("default", new NoDriver(), 1)
                        .database("default", new NoDriver(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default");
    }

    @Test
    void nullsAreRefusedAtOnceAndLeaveNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic();

        assertThatThrownBy(() -> Await.thrown(atomic.getStageAsync(null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Await.thrown(atomic.getAsync(null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Await.thrown(atomic.runAsync(null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomic.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomic.run(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomic.using(null))
                .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
        assertThatThrownBy(() -> transactions.bind(null)).isInstanceOf(NullPointerException.class);
        transactions
                .atomic()
                .run(() ->
                        assertThatThrownBy(() -> transactions.submit(null)).isInstanceOf(NullPointerException.class));

        assertThat(database.source().open()).isZero();
        transactions.atomic().run(() -> transactions.submit(insert(1)).join());
        assertThat(database.rows()).containsExactly(1);
    }

    static Stream<Object> asynchronousValues() {
        CompletionStage<Integer> minimal = CompletableFuture.completedStage(1);
        Flow.Publisher<Integer> publisher = subscriber -> {};
        return Stream.of(
                CompletableFuture.completedFuture(1),
                new CompletableFuture<Integer>(),
                minimal,
                new FutureTask<>(() -> 1),
                publisher);
    }

    @ParameterizedTest
    @MethodSource("asynchronousValues")
    void blockingFormsRefuseAnAsynchronousValueAndNameTheRightForm(Object value) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.cause(transactions.atomic().getAsync(() -> {
                    transactions.submit(insert(1)).join();
                    return value;
                })))
                .hasMessageContaining(value instanceof Flow.Publisher ? "Publisher" : "getStageAsync");
        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    transactions.submit(insert(1)).join();
                    return value;
                }))
                .hasMessageContaining(value instanceof Flow.Publisher ? "Publisher" : "getStageAsync");

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void refusedDurableBlockLeavesItsParentAsItWas() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().durable().run(() -> transactions.submit(insert(2))))
                    .isInstanceOf(DurableNestedException.class);
            assertThat(Await.cause(transactions.atomic().durable().runAsync(() -> transactions.submit(insert(2)))))
                    .isInstanceOf(DurableNestedException.class);
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.submit(insert(3)).join();
        });
        transactions.atomic().durable().run(() -> transactions.submit(insert(4)).join());

        assertThat(database.rows()).containsExactly(1, 3, 4);
    }
}
