package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G17: what one caller does when he is told holds up no other block, nor his own block's end; nor does what he left on a thread. */
@Tag("G17")
@Tag("G8")
final class NobodyHeldUpTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** The second block gets the first one's connection, and the executor refuses it just then. */
    @Test
    void t21RefusedBlockIsToldOutsideTheEndOfTheOneBefore() {
        AtomicBoolean refuses = new AtomicBoolean();
        Executor threads = fixtures.executors().threads(2);
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1),
                builder -> builder.executor(task -> {
                    if (refuses.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    threads.execute(task);
                }));
        CountDownLatch firstIsTold = new CountDownLatch(1);
        CountDownLatch isQueued = new CountDownLatch(1);
        CompletableFuture<Integer> first = transactions.atomic().getAsync(() -> {
            Await.latch(isQueued);
            return 1;
        });
        // Since somebody waits for it, the next block does not start on its thread.
        CompletableFuture<Integer> toldOfFirst = first.thenApply(n -> n);
        CompletableFuture<Integer> second = transactions.atomic().getAsync(() -> 2);
        CompletableFuture<Throwable> told = second.handle((value, failure) -> {
            Await.latch(firstIsTold);
            return failure;
        });
        refuses.set(true);
        isQueued.countDown();

        assertThat(Await.value(toldOfFirst)).isEqualTo(1);
        firstIsTold.countDown();
        assertThat(Await.value(told)).isInstanceOf(CannotCreateTransactionException.class);
        refuses.set(false);
    }

    @Test
    void t21CallerOfADroppedStepDoesNotHoldUpTheCancelOfTheRunningOne() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        CompletableFuture<Scope> opened = new CompletableFuture<>();
        CompletableFuture<Integer> body = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            opened.complete(transactions.scope());
            return body;
        });
        Scope scope = Await.value(opened);
        scope.submit(slow.step());
        slow.awaitRunning();
        CompletableFuture<Integer> afterwards = scope.submit(insert(1)).handle((value, failure) -> {
            Await.end(block);
            return 1;
        });

        IllegalStateException failure = new IllegalStateException("no");
        fixtures.foreign().call(() -> body.completeExceptionally(failure));

        assertThat(Await.failure(block)).isSameAs(failure);
        assertThat(Await.value(afterwards)).isEqualTo(1);
    }

    @Test
    void t21StageOfABodyThatWaitsForItsOwnBlockDoesNotHoldUpTheCancel() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        CompletableFuture<CompletableFuture<Integer>> given = new CompletableFuture<>();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> afterwards = stage.handle((value, failure) -> {
            Await.end(Await.value(given));
            return 1;
        });
        CompletableFuture<Integer> block =
                transactions.atomic().propagation(Propagation.SUPPORTS).getStageAsync(() -> stage);
        given.complete(block);
        Await.until("the stage is there", () -> stage.getNumberOfDependents() > 1);

        assertThat(Await.value(fixtures.foreign().call(() -> block.cancel(true))))
                .isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(Await.value(afterwards)).isEqualTo(1);
    }

    @Test
    void t21WhatGoesOnInABlockDoesNotHideThatItsCommitHangs() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.commitTimeout(SHORT));
        AtomicBoolean beats = new AtomicBoolean(true);
        try (Hang hang = new Hang("Connection.commit")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                beat(transactions, beats);
                return transactions.submit(insert(1));
            });

            assertThat(Await.failure(block)).isInstanceOf(CommitOutcomeUnknownException.class);
        } finally {
            beats.set(false);
        }
    }

    private static void beat(Transactions transactions, AtomicBoolean goesOn) {
        CompletableFuture<Void> later =
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
        transactions.bind(later).thenRun(() -> {
            if (goesOn.get()) {
                beat(transactions, goesOn);
            }
        });
    }

    /** Before COMMIT what was left open is closed, and the driver may hang in that too. */
    @Test
    void t21CloseOfWhatWasLeftOpenIsBoundedToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.commitTimeout(SHORT));
        try (Hang hang = new Hang("PreparedStatement.close")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .getAsync(() -> transactions
                            .dataSource()
                            .getConnection()
                            .prepareStatement("insert into entry values (1)")
                            .executeUpdate());

            Throwable told = Await.failure(block);
            assertThat(told)
                    .isInstanceOf(TransactionSystemException.class)
                    .hasMessageContaining("not closed within " + SHORT)
                    .hasMessageContaining("COMMIT was not sent");
            assertThat(((TransactionException) told).outcome()).isEqualTo(Outcome.ROLLED_BACK);
            Await.until("it was closed under the call", hang::wasClosedUnderIt);
        }
        assertThat(database.rows()).isEmpty();
    }

    /** Hangs in getConnection, and then in the close of that connection, which nobody needs any more. */
    private static final class HangTwice implements JdbcFault {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public Throwable failure(JdbcCall call) {
            if (call.is("DataSource.getConnection")) {
                reached.countDown();
                Await.latch(cancelled);
            } else if (call.is("Connection.close")) {
                Await.latch(released);
            }
            return null;
        }
    }

    @Test
    void t21ConnectionThatCameTooLateMayHangInItsClose() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        HangTwice hang = new HangTwice();
        database.source().fail(hang);
        try {
            CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> 1);
            Await.latch(hang.reached);

            assertThat(block.cancel(true)).isTrue();
            hang.cancelled.countDown();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        } finally {
            hang.released.countDown();
        }
    }

    @Test
    void t21CloseOnAnInterruptedThreadTellsEverybodyAllTheSame() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofHours(1)));
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block =
                    transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
            hang.awaitReached();

            boolean isInterrupted = Await.value(fixtures.foreign().call(() -> {
                Thread.currentThread().interrupt();
                transactions.close();
                return Thread.interrupted();
            }));

            assertThat(isInterrupted).isTrue();
            assertThat(block).isDone();
            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void t21InterruptFlagThatABodyLeavesIsNoneOfTheNextOnes() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor one = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(one));
        List<CompletableFuture<Boolean>> blocks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            blocks.add(transactions.atomic().getAsync(() -> {
                boolean was = Thread.currentThread().isInterrupted();
                Thread.currentThread().interrupt();
                return was;
            }));
        }

        assertThat(blocks).allSatisfy(block -> assertThat(Await.value(block)).isFalse());
    }

    /** The connection under a nested block that was given up is gone; the block around it is still open, and close() must see it. */
    @Test
    void t22BlockAroundOneThatWasGivenUpIsToldByClose() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                nested.complete(transactions
                        .atomic()
                        .timeout(SHORT)
                        .getStageAsync(() -> transactions
                                .bind(CompletableFuture.runAsync(() -> {}))
                                .thenCompose(n -> transactions.submit(insert(1)))));
                return new CompletableFuture<>();
            });
            assertThat(Await.failure(Await.value(nested))).isInstanceOf(TransactionTimedOutException.class);

            Await.value(fixtures.foreign().call(() -> {
                transactions.close();
                return 1;
            }));

            assertThat(block).isDone();
            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        }
    }
}
