package dev.aatomic.runtime.internal.autocommit;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done outside any transaction: each statement commits alone, and no connection stays out. */
@Tag("propagation")
@Tag("G5")
final class AutocommitTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private <T> CompletableFuture<T> without(CheckedSupplier<CompletableFuture<T>, ?> body) {
        return transactions
                .atomic()
                .propagation(Propagation.NOT_SUPPORTED)
                .named("without")
                .getStageAsync(body);
    }

    private static CompletableFuture<Integer> step(Transactions on) {
        return on.autocommit(() -> on.submit(insert(1)));
    }

    private static Connection connection(Transactions on) throws SQLException {
        return on.autocommit(() -> on.dataSource().getConnection());
    }

    // ---- a step

    @Test
    void stepOutsideAnyBlockCommitsAtOnce() {
        assertThat(Await.value(step(transactions))).isEqualTo(1);

        assertThat(fixtures.database.rows()).containsExactly(1);
        Await.until("the connection is back", () -> fixtures.database.open() == 0);
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void failureOfAStepIsItsOwn() {
        fixtures.database.add(1);
        assertThat(Await.cause(step(transactions)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("1 is there already");
        Await.until("the connection is back", () -> fixtures.database.open() == 0);
    }

    @Test
    void stepForWhichThereIsNoConnectionSaysSo() {
        SQLException down = new SQLException("down");
        fixtures.on("getConnection", real -> {
            throw down;
        });

        assertThat(Await.cause(step(transactions)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Database 'default' gave no connection: java.sql.SQLException")
                .hasCause(down);
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void stepWaitsForItsConnection() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> stage);
        CompletableFuture<Integer> step = step(transactions);
        assertThat(transactions.metrics().database("default").waiting()).isEqualTo(1);
        assertThat(step).isNotDone();

        stage.complete(1);

        Await.value(block);
        assertThat(Await.value(step)).isEqualTo(1);
    }

    @Test
    void stepWaitsNoLongerThanItMay() {
        Transactions impatient = fixtures.transactions(1, builder -> builder.connectionTimeout(Duration.ofMillis(30)));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = impatient.atomic().getStageAsync(() -> stage);

        assertThat(Await.cause(step(impatient)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("A step outside any block was not run: it waited for a connection");
        assertThatThrownBy(() -> connection(impatient))
                .hasStackTraceContaining("A connection outside any block could not be had: it waited for");
        stage.complete(1);
        Await.value(block);
    }

    @Test
    void stepIsRefusedWhereNobodyMayWait() {
        Transactions full = fixtures.transactions(1, builder -> builder.maxWaiting(0));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = full.atomic().getStageAsync(() -> stage);

        assertThat(Await.cause(step(full)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("A step outside any block was not run: it would have had to wait");
        assertThatThrownBy(() -> connection(full))
                .hasStackTraceContaining("A connection outside any block could not be had: it would have had to wait");
        stage.complete(1);
        Await.value(block);
    }

    // ---- a connection

    @Test
    void connectionOutsideAnyBlockIsHeldUntilItIsClosed() throws SQLException {
        try (Connection connection = connection(transactions)) {
            Sql.insert(connection, 1);
            assertThat(fixtures.database.rows()).containsExactly(1);
            assertThat(transactions.metrics().database("default").active()).isEqualTo(1);
        }

        assertThat(transactions.metrics().database("default").active()).isZero();
        assertThat(fixtures.database.open()).isZero();
    }

    @Test
    void connectionThatCannotBeHadCostsNothing() {
        fixtures.on("getConnection", real -> {
            throw new SQLException("down");
        });

        assertThatThrownBy(() -> connection(transactions))
                .hasStackTraceContaining("Database 'default' gave no connection");
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    // ---- a block without a transaction

    @Test
    void blockWithoutATransactionEndsWithItsSteps() {
        assertThat(Await.value(without(() -> {
                    transactions.submit(insert(1));
                    return transactions.submit(insert(2));
                })))
                .isEqualTo(1);

        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void blockWithoutATransactionUndoesNothing() {
        IOException failure = new IOException("body");

        assertThat(Await.cause(without(() -> {
                    transactions.submit(insert(1)).join();
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(Await.cause(without(() -> CompletableFuture.failedFuture(failure))))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void blockWithoutATransactionMustReturnItsStage() {
        assertThat(Await.cause(without(() -> null)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("returned null instead of a stage");
    }

    @Test
    void blockingFormWithoutATransactionReturnsOrThrows() {
        IOException failure = new IOException("body");

        assertThat(transactions.atomic().propagation(Propagation.NEVER).<Integer, RuntimeException>get(() -> {
                    transactions.submit(insert(1)).join();
                    return 4;
                }))
                .isEqualTo(4);
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .propagation(Propagation.SUPPORTS)
                        .run(() -> {
                            throw failure;
                        }))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void rollbackFlagHasNoMeaningThere() {
        Await.value(without(() -> {
            assertThatThrownBy(() -> transactions.setRollbackOnly(true)).isInstanceOf(NoTransactionException.class);
            assertThatThrownBy(transactions::isRollbackOnly).isInstanceOf(NoTransactionException.class);
            return CompletableFuture.completedFuture(1);
        }));
    }

    @Test
    void cancelStopsWhatWasNotBegunAndCancelsTheStage() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> block = without(() -> {
            begun.countDown();
            return never;
        });
        Await.latch(begun);
        Await.until("the stage is known", () -> never.getNumberOfDependents() > 0);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the stage is cancelled", never::isCancelled);
    }

    @Test
    void workInABlockThatWasGivenUpIsRefused() {
        CompletableFuture<Integer> goesOn = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> block = without(() -> {
            begun.countDown();
            goesOn.join();
            assertThatThrownBy(() -> Await.thrown(transactions.submit(insert(1))))
                    .hasMessageStartingWith("Work was refused because block 'without', in which it was submitted, was"
                            + " given up: java.util.concurrent.CancellationException");
            ran.add("refused");
            return CompletableFuture.completedFuture(1);
        });
        Await.latch(begun);

        block.cancel(true);
        goesOn.complete(1);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the work is refused", () -> !ran.isEmpty());
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void endOfABlockAroundWaitsForOneWithoutATransaction() {
        Transactions two = fixtures.transactions(2);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> block = two.atomic().runAsync(() -> {
            two.submit(insert(1)).join();
            two.atomic().propagation(Propagation.NOT_SUPPORTED).getStageAsync(() -> {
                begun.countDown();
                return stage;
            });
        });
        Await.latch(begun);
        assertThat(block).isNotDone();
        assertThat(fixtures.database.rows()).isEmpty();

        stage.complete(1);

        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void unseenFailureWithoutATransactionBreaksTheBlockAround() {
        Transactions two = fixtures.transactions(2);

        assertThat(Await.cause(two.atomic().runAsync(() -> {
                    two.submit(insert(1)).join();
                    two.atomic().propagation(Propagation.NOT_SUPPORTED).runAsync(() -> {
                        throw new IOException("unseen");
                    });
                })))
                .hasCauseInstanceOf(IOException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }
}
