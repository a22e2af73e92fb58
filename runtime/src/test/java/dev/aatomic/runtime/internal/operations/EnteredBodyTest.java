package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever enters a block gets its scope once it is open, or learns why it is not; and ends it. */
@Tag("rooms")
final class EnteredBodyTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private int waiting() {
        return transactions.metrics().database("default").waiting();
    }

    @Test
    void blockIsOpenUntilItsScopeIsLeft() {
        Scope scope = Await.value(transactions.atomic().enter());
        assertThat(scope.isOpen()).isTrue();
        Await.value(scope.submit(insert(1)));
        assertThat(fixtures.database.rows()).isEmpty();

        Await.value(scope.exit());

        assertThat(scope.isOpen()).isFalse();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whoCannotEnterLearnsWhy() {
        SQLException down = new SQLException("down", "08001");
        fixtures.on("open", real -> {
            throw down;
        });

        assertThat(Await.cause(transactions.atomic().enter()))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'at ")
                .hasCause(down);
    }

    @Test
    void blockWhoseScopeNobodyWantsAnyMoreIsNotEntered() {
        Scope first = Await.value(transactions.atomic().enter());
        CompletableFuture<Scope> second = transactions.atomic().enter();
        assertThat(waiting()).isEqualTo(1);

        second.cancel(true);

        Await.until("it has left the queue", () -> waiting() == 0);
        Await.value(first.exit());
        assertThat(fixtures.calls).filteredOn("open"::equals).hasSize(1);
    }

    @Test
    void thereIsNothingToEnterWithoutATransaction() {
        assertThat(Await.cause(
                        transactions.atomic().propagation(Propagation.SUPPORTS).enter()))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageStartingWith("There is no block to enter at ")
                .hasMessageContaining("SUPPORTS");
    }

    @Test
    void whatIsEnteredByHandIsNotRunAgain() {
        Scope scope = Await.value(
                transactions.atomic().retry(RetryPolicy.ofMaxAttempts(2)).enter());
        Await.value(scope.submit(insert(1)));

        Await.value(scope.exit(new SQLException("conflict", "40001")));

        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(fixtures.calls).filteredOn("open"::equals).hasSize(1);
        assertThat(transactions.metrics().database("default").retried()).isZero();
    }

    /** Of this test alone, since failures of one kind are told of once per process. */
    @Test
    void failureThatNobodyLooksAtIsLogged() {
        String name = UUID.randomUUID().toString();
        fixtures.on("open", real -> {
            throw new IllegalStateException("down");
        });
        try (LogCapture log = new LogCapture()) {
            lose(transactions.atomic().named(name).enter());

            Await.until("it is logged", () -> {
                System.gc();
                return log.count("Block '" + name + "' failed, and nobody looked at its future") == 1;
            });
        }
    }

    private static void lose(CompletableFuture<Scope> entered) {
        Await.until("it has failed", entered::isDone);
    }

    /** What its future fails with was its holder's own, who knows it. */
    @Test
    void failureOfAnOpenBlockIsItsHolders() {
        IOException failure = new IOException();
        CompletableFuture<Scope> entered = transactions.atomic().enter();
        Scope scope = Await.value(entered);

        Await.value(scope.exit(failure));

        assertThat(entered).isCompletedWithValue(scope);
    }
}
