package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The flag and the end of a transaction, over a resource in memory and without an engine. */
@Tag("G11")
final class TransactionTest {

    private final MemoryDatabase database = new MemoryDatabase(Runnable::run);
    private final MemorySession session = new MemorySession(database);
    private final Block outermost = Block.outermost();
    private final Transaction<MemorySession> transaction = new Transaction<>(outermost);

    @BeforeEach
    void connect() {
        transaction.connect(session);
    }

    private @Nullable TransactionException refusal() {
        Standing standing = transaction.standing();
        return standing.isRefused() ? standing.failure() : null;
    }

    private void insert(TransactionBlock block, int value) throws SQLException {
        transaction.prepareStatement(block);
        session.insert(value);
    }

    // ---- the flag

    @Test
    void firstFailureIsTheCause() {
        IOException first = new IOException();

        transaction.markBroken(first);
        transaction.markBroken(new IOException());

        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.isAsked()).isFalse();
        assertThat(transaction.cause()).isSameAs(first);
        assertThatThrownBy(() -> transaction.checkUsable(outermost))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("outermost")
                .hasCause(first);
    }

    @Test
    void askingIsNoSurpriseAndCanBeTakenBack() {
        transaction.setRollbackOnly(true, outermost);
        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.isAsked()).isTrue();
        assertThat(transaction.cause()).isNull();
        assertThat(transaction.isRollbackOnly(outermost)).isTrue();
        transaction.checkUsable(outermost);

        transaction.setRollbackOnly(false, outermost);
        assertThat(transaction.isRollback()).isFalse();
        assertThat(transaction.isAsked()).isFalse();
        transaction.checkUsable(outermost);
    }

    @Test
    void statementsAreRefusedOnceItIsAskedIfThatIsWanted() {
        outermost.refusesOnceAsked = true;

        transaction.setRollbackOnly(true, outermost);

        assertThatThrownBy(() -> transaction.checkUsable(outermost))
                .hasMessageContaining("is going to roll back: setRollbackOnly(true) was called.")
                .hasNoCause();
        assertThat(transaction.isBrokenFor(outermost.nested("nested"))).isTrue();
        assertThat(transaction.isRollback()).isTrue();
    }

    @Test
    void failureAfterItWasAskedStopsStatements() {
        IOException failure = new IOException();
        transaction.setRollbackOnly(true, outermost);

        transaction.markBroken(failure);
        transaction.markBroken(new IOException());

        assertThat(transaction.isAsked()).isTrue();
        assertThat(transaction.cause()).isSameAs(failure);
        assertThatThrownBy(() -> transaction.checkUsable(outermost)).hasCause(failure);
        assertThat(transaction.isBrokenFor(outermost.nested("nested"))).isTrue();
    }

    @Test
    void nestedBlockIsNotBrokenByWhatTheOneAroundItAsked() {
        Block nested = outermost.nested("nested");
        transaction.setRollbackOnly(true, outermost);

        assertThat(transaction.isBrokenFor(nested)).isFalse();
        transaction.entered(nested);
        assertThat(transaction.isRollback()).isFalse();
        assertThat(transaction.isRollbackOnly(nested)).isFalse();
        assertThat(transaction.isRollbackOnly(outermost)).isTrue();

        transaction.left(outermost);
        assertThat(transaction.isAsked()).isTrue();
    }

    @Test
    void whatAMergedBlockAskedIsKeptByTheOneThatUndoesIt() {
        Block merged = outermost.merged("merged");
        transaction.entered(merged);
        transaction.setRollbackOnly(true, merged);
        Block mergedToo = merged.merged("merged too");

        assertThat(transaction.isBrokenFor(mergedToo)).isFalse();
        assertThat(transaction.isRollback()).isTrue();
        Block nested = merged.nested("nested");
        assertThat(transaction.isBrokenFor(nested)).isFalse();
        transaction.entered(nested);
        assertThat(transaction.isRollback()).isFalse();
        assertThat(outermost.isRollbackAsked()).isTrue();

        transaction.left(merged);
        assertThat(transaction.isAsked()).isTrue();
        assertThat(transaction.isRollbackOnly(merged)).isTrue();
    }

    @Test
    void askedOfABlockThatIsNotTheInnermostWaitsForItsTurn() {
        Block nested = outermost.nested("nested");
        transaction.entered(nested);

        transaction.setRollbackOnly(true, outermost);
        assertThat(transaction.isRollback()).isFalse();
        assertThat(outermost.isRollbackAsked()).isTrue();
        assertThat(transaction.isRollbackOnly(outermost)).isTrue();
        assertThat(transaction.isRollbackOnly(nested)).isFalse();

        transaction.left(outermost);
        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.isAsked()).isTrue();
        assertThat(outermost.isRollbackAsked()).isFalse();
    }

    @Test
    void mergedBlockAsksForTheOneThatUndoesIt() {
        Block merged = outermost.merged("merged");
        transaction.entered(merged);

        transaction.setRollbackOnly(true, merged);

        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.isAsked()).isTrue();
    }

    @Test
    void blockWithoutItsSavepointBreaksTheOneAround() {
        Block opened = outermost.nested("opened in a broken block");
        opened.hasSavepoint = false;
        transaction.entered(opened);

        transaction.setRollbackOnly(true, opened);

        assertThat(transaction.isAsked()).isFalse();
        assertThat(transaction.cause())
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("opened in a broken block");
    }

    @Test
    void lostTransactionStaysBroken() {
        IOException lost = new IOException();

        assertThat(transaction.lose("has lost its connection", lost)).isTrue();
        assertThat(transaction.lose("was given up", new IOException())).isFalse();
        transaction.setRollbackOnly(false, outermost);

        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.cause()).isSameAs(lost);
        assertThatThrownBy(() -> transaction.checkNotLost(outermost))
                .hasMessageContaining("has lost its connection")
                .hasCause(lost);
        transaction.disconnect();
        assertThat(session.log()).containsExactly("evict");
    }

    // ---- the end

    @Test
    void nothingBegunIsNothingToCommit() {
        assertThat(transaction.commit(outermost)).isNull();

        assertThat(transaction.isCommitted()).isTrue();
        assertThat(transaction.standing().isCommitting()).isFalse();
        transaction.rollBackAll(outermost, null);
        transaction.disconnect();
        assertThat(session.log()).containsExactly("give back");
    }

    @Test
    void commitIsOverWhenItIsAnswered() throws SQLException {
        insert(outermost, 1);

        CompletionStage<?> answer = transaction.commit(outermost);

        assertThat((CompletionStage<?>) answer).isCompleted();
        assertThat(transaction.standing().isCommitting()).isTrue();
        assertThat(transaction.isCommitted()).isFalse();
        transaction.commitAnswered(outermost, null);
        assertThat(transaction.isCommitted()).isTrue();
        assertThat(transaction.commitFailure()).isNull();
        assertThat(database.rows()).containsExactly(1);
        assertThat(session.log()).containsExactly("begin", "commit");
    }

    @Test
    void refusedCommitIsRolledBack() throws SQLException {
        insert(outermost, 1);
        transaction.commit(outermost);
        SQLException refused = new SQLException("refused", "40001");

        transaction.commitAnswered(outermost, refused);

        assertThat(transaction.isCommitted()).isFalse();
        assertThat(refusal())
                .isInstanceOf(TransactionSystemException.class)
                .hasMessageContaining("refused COMMIT")
                .hasCause(refused);
        assertThat(session.log()).containsExactly("begin", "commit", "rollback");
        transaction.disconnect();
        assertThat(session.log()).endsWith("give back");
    }

    @Test
    void unknownAnswerIsNoRefusal() throws SQLException {
        insert(outermost, 1);
        transaction.commit(outermost);

        transaction.commitAnswered(outermost, new IOException("reset"));

        assertThat(transaction.standing().isRefused()).isFalse();
        assertThat(transaction.commitFailure()).isInstanceOf(CommitOutcomeUnknownException.class);
        transaction.disconnect();
        assertThat(session.log()).containsExactly("begin", "commit", "evict");
    }

    @Test
    void commitOfWhatWasGivenUpIsNotSent() throws SQLException {
        insert(outermost, 1);
        IOException givenUp = new IOException();
        transaction.lose("was given up", givenUp);

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(refusal()).hasMessageContaining("given up").hasCause(givenUp);
        assertThat(session.log()).containsExactly("begin");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void doubtIsTold() throws SQLException {
        insert(outermost, 1);
        IOException found = new IOException();
        transaction.doubt(found);

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(transaction.isInDoubt()).isTrue();
        assertThat(transaction.commitFailure())
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasCause(found);
        assertThat(session.log()).containsExactly("begin");
    }

    @Test
    void failedStatementIsProbedBeforeCommit() throws SQLException {
        insert(outermost, 1);
        outermost.failedStatement = true;

        transaction.commit(outermost);

        assertThat(session.log()).containsExactly("begin", "savepoint", "commit");
    }

    @Test
    void rollbackUndoesWhatWasBegun() throws SQLException {
        insert(outermost, 1);

        transaction.rollBackAll(outermost, null);

        assertThat(session.inserted()).isEmpty();
        assertThat(session.log()).containsExactly("begin", "rollback");
    }

    @Test
    void commitThatWasNotSentIsRefused() throws SQLException {
        insert(outermost, 1);
        session.fail("commit", new SQLException("closed", "08003"));

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(refusal()).hasMessageContaining("closed before COMMIT could be sent");
        transaction.disconnect();
        assertThat(session.log()).containsExactly("begin", "commit", "evict");
    }

    @Test
    void whetherTheConnectionStillAnswersTellsARefusalFromALostAnswer() throws SQLException {
        insert(outermost, 1);
        session.fail("commit", new SQLException("odd", "XX000"));

        transaction.commit(outermost);

        assertThat(refusal()).hasMessageContaining("refused COMMIT");

        session.lose();
        transaction.commitAnswered(outermost, new SQLException("odd", "XX000"));

        assertThat(transaction.standing().isRefused()).isFalse();
        assertThat(transaction.commitFailure()).isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void abortedTransactionIsNotCommitted() throws SQLException {
        insert(outermost, 1);
        outermost.failedStatement = true;
        SQLException aborted = new SQLException("aborted", "25P02");
        session.fail("savepoint", aborted);

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(refusal())
                .hasMessageContaining("had given its transaction up")
                .hasCause(aborted);
        assertThat(session.log()).containsExactly("begin", "savepoint", "rollback");
    }

    @Test
    void failedRollbackThrowsTheConnectionAway() throws SQLException {
        insert(outermost, 1);
        SQLException failed = new SQLException("failed");
        session.fail("rollback", failed);
        IOException own = new IOException();

        try (LogCapture log = new LogCapture()) {
            transaction.rollBackAll(outermost, own);
            assertThat(log.lines()).isEmpty();
            transaction.rollBackAll(outermost, null);
            assertThat(log.count("A rollback failed; the connection is thrown away"))
                    .isEqualTo(1);
        }
        transaction.disconnect();

        assertThat(own).hasSuppressedException(failed);
        assertThat(session.log()).containsExactly("begin", "rollback", "rollback", "evict");
    }

    @Test
    void lostTransactionIsNotRolledBack() throws SQLException {
        insert(outermost, 1);
        transaction.lose("has lost its connection", new IOException());

        transaction.rollBackAll(outermost, null);

        assertThat(session.log()).containsExactly("begin");
    }

    @Test
    void interruptFlagIsPutAsideForTheEndAndStays() throws SQLException {
        insert(outermost, 1);
        outermost.failedStatement = true;
        Thread.currentThread().interrupt();

        transaction.commit(outermost);
        transaction.rollBackAll(outermost, null);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(session.log()).containsExactly("begin", "savepoint", "commit", "rollback");
    }

    // ---- what happens to its connection

    @Test
    void failedBeginLosesIt() {
        SQLException failed = new SQLException("failed");
        session.fail("begin", failed);

        assertThatThrownBy(() -> transaction.prepareStatement(outermost)).isSameAs(failed);

        assertThat(transaction.cause()).isSameAs(failed);
        assertThatThrownBy(() -> transaction.checkUsable(outermost)).hasMessageContaining("could not be begun");
    }

    @Test
    void anyThreadMayCloseOrCancelWhileItIsConnected() {
        transaction.statementCancellation().run();
        transaction.closePhysically();
        assertThat(session.log()).containsExactly("cancel", "evict");

        transaction.disconnect();

        assertThat(transaction.statementCancellation()).isNull();
        transaction.closePhysically();
        assertThat(session.log()).containsExactly("cancel", "evict", "give back");
        assertThat(transaction.isInDoubt()).isFalse();
        assertThatThrownBy(transaction::resource).isInstanceOf(NullPointerException.class);
    }

    // ---- hooks

    @Test
    void hooksOfCommitAndRollbackRunInTheOrderOfTheirRegistration() {
        assertThat(transaction.hasHooks()).isFalse();
        assertThat(transaction.takeHooks(false)).isEmpty();
        HookAction first = hook(true);
        HookAction second = hook(false);
        HookAction third = hook(true);
        transaction.addHook(first, outermost);
        transaction.addHook(second, outermost);
        transaction.addHook(third, outermost);
        assertThat(transaction.hasHooks()).isTrue();

        assertThat(transaction.takeHooks(false))
                .extracting(RegisteredHooks.Hook::action)
                .containsExactly(first, third);
        assertThat(transaction.takeHooks(false)).isEmpty();
    }

    @Test
    void hooksOfAnUndoneBlockAreGoneButForThoseOfRollback() {
        Block nested = outermost.nested("nested");
        HookAction kept = hook(false);
        HookAction undone = hook(false);
        HookAction onRollback = hook(true);
        transaction.addHook(kept, outermost);
        transaction.addHook(undone, nested);
        transaction.addHook(onRollback, nested);

        transaction.rollBack(nested, new IOException(), false);

        assertThat(transaction.takeHooks(true))
                .extracting(RegisteredHooks.Hook::action)
                .containsExactly(kept, onRollback);
        assertThat(transaction.takeHooks(true)).isEmpty();
    }

    private static HookAction hook(boolean forRollback) {
        HookAction.Kind kind = forRollback ? HookAction.Kind.ROLLBACK : HookAction.Kind.COMMIT;
        return new HookAction((CheckedRunnable<RuntimeException>) () -> {}, kind, null);
    }
}
