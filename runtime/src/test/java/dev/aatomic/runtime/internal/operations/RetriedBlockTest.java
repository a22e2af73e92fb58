package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.internal.operations.RetriedBlocks.LATER;
import static dev.aatomic.runtime.internal.operations.RetriedBlocks.SOON;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.operations.RetriedBlocks.Form;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A block runs again only where what it did is undone, and the caller learns of its last attempt only. */
@Tag("rooms")
final class RetriedBlockTest {

    private static final RetryPolicy ALWAYS = SOON.retryIf(failure -> true);

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private RetriedBlocks blocks;
    private Transactions transactions;
    private BlockSettings settings;

    @BeforeEach
    void open() {
        blocks = new RetriedBlocks(fixtures, builder -> builder);
        transactions = blocks.transactions;
        settings = blocks.settings.withRetry(SOON);
    }

    /** Perhaps on another thread than that of the block. */
    private void assertTold(String what, Integer... attempts) {
        Await.until("it is told", () -> blocks.attempts(what).size() == attempts.length);
        assertThat(blocks.attempts(what)).containsExactly(attempts);
    }

    // ---- again

    @ParameterizedTest
    @EnumSource
    void runsUntilItEndsWell(Form form) {
        RetriedBlock block = blocks.block(settings, () -> {
            transactions.submit(insert(blocks.runs.get())).join();
            return blocks.runs.get() < 2 ? blocks.fail() : "done";
        });

        assertThat(Await.value(form.open(block))).isEqualTo("done");
        assertThat(fixtures.database.rows()).containsExactly(2);
        assertThat(blocks.retried()).isEqualTo(2);
        assertTold("began", 1, 2, 3);
        assertTold("retried", 1, 2);
        assertThat(blocks.threads).hasSize(2).allMatch(name -> name.equals("caller") == (form == Form.WAITING));
        assertThat(block.isCancelled()).isFalse();
        assertThat(block.place()).isEqualTo("'order'");
    }

    @ParameterizedTest
    @EnumSource
    void lastFailureIsTheEnd(Form form) {
        RetriedBlock block = blocks.failing(SOON);

        assertThat(Await.cause(form.open(block))).isSameAs(blocks.failures.get(2));
        assertThat(blocks.runs).hasValue(3);
        assertThat(blocks.retried()).isEqualTo(2);
        assertTold("retried", 1, 2);
        assertThat(block.abort(new IOException())).isFalse();
        assertThat(block.giveUp(new IOException())).isFalse();
        assertThat(block.isCancelled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void attemptsAreLogged(Form form) {
        Logger logger = Logger.getLogger(RetriedBlock.class.getName());
        logger.setLevel(Level.FINE);
        try (LogCapture log = new LogCapture()) {
            Await.cause(form.open(blocks.failing(SOON)));

            assertThat(log.count("Attempt 2 of block 'order' failed and is retried " + blocks.failures.get(1)))
                    .isEqualTo(1);
        } finally {
            logger.setLevel(null);
        }
    }

    // ---- not again

    private Throwable onlyFailure(Form form, BlockSettings given, CheckedSupplier<?, ?> body) {
        Throwable failure = Await.cause(form.open(blocks.block(given, () -> {
            blocks.runs.incrementAndGet();
            return body.get();
        })));
        assertThat(blocks.runs).hasValue(1);
        assertThat(blocks.retried()).isZero();
        assertThat(blocks.attempts("retried")).isEmpty();
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void failureThatThePolicyDoesNotNameIsTheEnd(Form form) {
        IOException failure = new IOException();

        assertThat(onlyFailure(form, settings, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCommittedIsNotRunAgain(Form form) {
        IOException failure = new IOException();
        assertThat(onlyFailure(form, settings.withRetry(ALWAYS).withNoRollbackFor(IOException.class), () -> {
                    transactions.submit(insert(1)).join();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void failedHookIsNoReasonToRunAgain(Form form) {
        assertThat(onlyFailure(form, settings.withRetry(ALWAYS), () -> {
                    transactions.onCommit(() -> {
                        throw new IOException();
                    });
                    return 1;
                }))
                .isInstanceOf(AfterCommitException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatMayBeCommittedIsNotRunAgain(Form form) {
        fixtures.on("commit", real -> {
            throw new IllegalStateException("no answer");
        });

        assertThat(onlyFailure(
                        form,
                        settings.withRetry(ALWAYS),
                        () -> transactions.submit(insert(1)).join()))
                .isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @ParameterizedTest
    @EnumSource
    void commitThatWasRefusedIsRunAgain(Form form) {
        AtomicInteger commits = new AtomicInteger();
        fixtures.on("commit", real -> {
            if (commits.getAndIncrement() == 0) {
                throw new SQLException("conflict", "40001");
            }
            return real.call();
        });
        RetryPolicy named = SOON.retryIf(failure -> failure instanceof TransactionSystemException);

        assertThat(Await.value(form.open(blocks.block(
                        settings.withRetry(named),
                        () -> transactions.submit(insert(5)).join()))))
                .isEqualTo(1);
        assertThat(commits).hasValue(2);
        assertThat(fixtures.database.rows()).containsExactly(5);
    }

    @ParameterizedTest
    @EnumSource
    void whoAskedForTheRollbackGetsIt(Form form) {
        IOException failure = new IOException();

        assertThat(onlyFailure(form, settings.withRetry(ALWAYS), () -> {
                    transactions.setRollbackOnly(true);
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyPausesBeyondTheDeadline(Form form) {
        IOException failure = new IOException();

        assertThat(onlyFailure(
                        form,
                        settings.withRetry(LATER.retryIf(any -> true)).withTimeout(Duration.ofMinutes(20)),
                        () -> {
                            throw failure;
                        }))
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void conditionThatFailsMeansNo(Form form) {
        IOException failure = new IOException();
        RetryPolicy broken = SOON.retryIf(given -> {
            throw new IllegalStateException("condition");
        });
        try (LogCapture log = new LogCapture()) {
            assertThat(onlyFailure(form, settings.withRetry(broken), () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(log.lines())
                    .containsExactly("The retry condition of block 'order' failed; it is not retried"
                            + " java.lang.IllegalStateException: condition");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatGoesWrongBeforeARetryIsLoggedAndTheFailureIsTheCallers(Form form) {
        Logger logger = Logger.getLogger(RetriedBlock.class.getName());
        Handler failing = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel() == Level.FINE) {
                    throw new IllegalStateException("of the handler");
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(failing);
        try (LogCapture log = new LogCapture()) {
            assertThat(Await.cause(form.open(blocks.failing(SOON)))).isSameAs(blocks.failures.get(0));

            assertThat(blocks.runs).hasValue(1);
            assertThat(log.count("Block 'order' is not retried, because what was to come before that failed"
                            + " java.lang.IllegalStateException: of the handler"))
                    .isOne();
        } finally {
            logger.removeHandler(failing);
            logger.setLevel(null);
        }
    }

    // ---- nobody looks

    private static void lose(CompletableFuture<Object> end) {
        Await.until("it has failed", end::isDone);
    }

    /** Of this test alone, since failures of one kind are told of once per process. */
    @Test
    void failureThatNobodyLooksAtIsLogged() {
        String name = UUID.randomUUID().toString();
        try (LogCapture log = new LogCapture()) {
            lose(blocks.block(settings.withName(name), blocks::fail).start());

            Await.until("it is logged", () -> {
                System.gc();
                return log.count("Block '" + name + "' failed, and nobody looked at its future") == 1;
            });
        }
    }
}
