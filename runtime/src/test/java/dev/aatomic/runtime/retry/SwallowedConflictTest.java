package dev.aatomic.runtime.retry;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.integers;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G9: PostgreSQL gives the transaction up with a conflict, whatever the code makes of that, and says something else from then on. */
@Tag("G9")
final class SwallowedConflictTest {

    private static final RetryPolicy THREE =
            RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(4));

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();
    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.POSTGRES, 1);
        database.execute("insert into entry values (10)");
        transactions = fixtures.transactions(database);
    }

    private Atomic atomic() {
        return transactions.atomic().isolation(Isolation.REPEATABLE_READ).retry(THREE);
    }

    /** Somebody else changes the row between the two statements of the first attempt. */
    private void conflict() {
        int attempt = attempts.incrementAndGet();
        transactions
                .submit(connection -> integers(connection, "select v from entry"))
                .join();
        if (attempt == 1) {
            database.execute("update entry set v = v + 1");
        }
        transactions.submit(update("update entry set v = v + 1")).join();
    }

    private static void swallowed(Runnable action, String state) {
        try {
            action.run();
        } catch (Exception e) {
            assertThat(Failures.unwrap(e))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).isEqualTo(state));
        }
    }

    private void conflictTakenBack() {
        swallowed(this::conflict, "40001");
        transactions.setRollbackOnly(false);
    }

    @Test
    void blockThatGoesOnAfterItIsRetried() {
        Await.value(atomic().runAsync(() -> {
            conflictTakenBack();
            transactions.submit(insert(1)).join();
        }));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1, 12);
    }

    @Test
    void blockThatSendsNothingAfterItIsRetried() {
        Await.value(atomic().runAsync(this::conflictTakenBack));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(12);
    }

    @Test
    void blockThatSwallowsWhatComesOfItTooIsRetried() {
        Await.value(atomic().runAsync(() -> {
            conflictTakenBack();
            swallowed(() -> transactions.submit(insert(1)).join(), "25P02");
            transactions.setRollbackOnly(false);
        }));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1, 12);
    }

    @Test
    void blockWhoseNestedOneMeetsItIsRetried() {
        Await.value(atomic().runAsync(() -> {
            conflictTakenBack();
            transactions.atomic().run(() -> transactions.submit(insert(1)).join());
        }));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1, 12);
    }

    @Test
    void withoutRetryItsCallerSeesWhatGaveTheTransactionUp() {
        Throwable failure = Await.cause(
                transactions.atomic().isolation(Isolation.REPEATABLE_READ).runAsync(() -> {
                    conflictTakenBack();
                    transactions.submit(insert(1)).join();
                }));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        told -> assertThat(told.getSQLState()).isEqualTo("25P02"))
                .hasStackTraceContaining("could not serialize access");
        assertThat(attempts).hasValue(1);
    }

    /** The savepoint of a nested block has undone it: what gives the transaction up later is no conflict. */
    @Test
    void conflictThatWasUndoneIsNoReason() {
        database.execute("create unique index on entry(v)");

        Throwable failure = Await.cause(atomic().runAsync(() -> {
            swallowed(() -> transactions.atomic().run(this::conflict), "40001");
            transactions.submit(insert(1)).join();
            swallowed(() -> transactions.submit(insert(1)).join(), "23505");
            transactions.setRollbackOnly(false);
            transactions.submit(insert(2)).join();
        }));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        told -> assertThat(told.getSQLState()).isEqualTo("25P02"));
        assertThat(attempts).hasValue(1);
        assertThat(database.rows()).containsExactly(11);
    }
}
