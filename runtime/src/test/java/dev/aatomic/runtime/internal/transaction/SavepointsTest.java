package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Savepoints of nested blocks and of the user, over a resource in memory and without an engine. */
@Tag("G4")
final class SavepointsTest {

    private final MemorySession session = new MemorySession(new MemoryDatabase(Runnable::run));
    private final Block outermost = Block.outermost();
    private final Transaction<MemorySession> transaction = new Transaction<>(outermost);

    @BeforeEach
    void connect() {
        transaction.connect(session);
    }

    private void insert(TransactionBlock block, int value) throws SQLException {
        transaction.prepareStatement(block);
        session.insert(value);
    }

    // ---- of nested blocks

    @Test
    void blockWithoutAStatementSendsNone() {
        Block nested = outermost.nested("nested");

        assertThat(transaction.release(nested)).isNull();
        transaction.rollBack(nested, new IOException(), false);

        assertThat(session.log()).isEmpty();
    }

    @Test
    void missingOnesAreSetOutermostFirstAndOnce() throws SQLException {
        Block nested = outermost.nested("nested");
        Block merged = nested.merged("merged");
        Block inner = merged.nested("inner");

        insert(inner, 1);
        insert(inner, 2);

        assertThat(session.log()).containsExactly("begin", "savepoint", "savepoint");
        assertThat(nested.ownSavepoint().sequence()).isEqualTo(1);
        assertThat(inner.ownSavepoint().sequence()).isEqualTo(2);
        assertThat(merged.ownSavepoint()).isNull();
    }

    @Test
    void releaseWaitsForTheNextSavepoint() throws SQLException {
        Block first = outermost.nested("first");
        insert(first, 1);
        assertThat(transaction.release(first)).isNull();
        assertThat(session.log()).containsExactly("begin", "savepoint");

        insert(outermost.nested("second"), 2);

        assertThat(session.log()).containsExactly("begin", "savepoint", "release", "savepoint");
        assertThat(session.inserted()).containsExactly(1, 2);
    }

    @Test
    void releaseIsSentAtOnceAfterAFailedStatement() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        nested.failedStatement = true;

        assertThat(transaction.release(nested)).isNull();

        assertThat(session.log()).containsExactly("begin", "savepoint", "release");
    }

    @Test
    void releaseOfTheOneAroundTakesAlongWhatWaits() throws SQLException {
        Block around = outermost.nested("around");
        insert(around, 1);
        Block inner = around.nested("inner");
        insert(inner, 2);
        transaction.release(inner);
        transaction.rollBack(around, new IOException(), false);

        insert(outermost.nested("next"), 3);

        assertThat(session.log())
                .containsExactly("begin", "savepoint", "savepoint", "rollback to", "release", "savepoint");
        assertThat(session.inserted()).containsExactly(3);
    }

    @Test
    void rollbackUndoesTheBlockAndClearsTheFlag() throws SQLException {
        insert(outermost, 1);
        Block nested = outermost.nested("nested");
        insert(nested, 2);
        transaction.markBroken(new IOException());

        transaction.rollBack(nested, new IOException(), false);

        assertThat(transaction.isRollback()).isFalse();
        assertThat(session.inserted()).containsExactly(1);
    }

    @Test
    void failedReleaseRollsTheBlockBack() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        nested.failedStatement = true;
        // As a server does where something has ended the savepoint.
        nested.ownSavepoint().savepoint().release();

        assertThat(transaction.release(nested))
                .hasMessageContaining("nested")
                .hasMessageContaining("could not be released");
        assertThat(transaction.isRollback())
                .as("only the block around can undo it")
                .isTrue();
    }

    @Test
    void failedRollbackBreaksTheOneAround() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        nested.ownSavepoint().savepoint().release();
        IOException own = new IOException();

        transaction.rollBack(nested, own, true);

        assertThat(transaction.cause()).isSameAs(own);
        assertThat(own.getSuppressed()).hasSize(1);
    }

    @Test
    void failedRollbackWithAFailureOfAnotherIsNotAddedToThat() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        SQLException failed = new SQLException("failed");
        session.fail("rollback to", failed);
        IOException another = new IOException();

        try (LogCapture log = new LogCapture()) {
            transaction.rollBack(nested, another, false);
            assertThat(log.count("could not go back to its savepoint")).isEqualTo(1);
        }
        assertThat(another.getSuppressed()).isEmpty();
        assertThat(transaction.cause()).isSameAs(another);

        transaction.rollBack(nested, null, false);
        assertThat(transaction.cause()).isSameAs(failed);
    }

    @Test
    void blockOfALostTransactionHasNothingToGoBackTo() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        IOException lost = new IOException();
        transaction.lose("has lost its connection", lost);

        transaction.rollBack(nested, new IOException(), false);

        assertThat(transaction.cause()).isSameAs(lost);
        assertThat(session.log()).containsExactly("begin", "savepoint");
    }

    @Test
    void interruptFlagIsPutAsideAndStays() throws SQLException {
        Block nested = outermost.nested("nested");
        Block inner = nested.nested("inner");
        transaction.prepareStatement(outermost);
        Thread.currentThread().interrupt();

        transaction.prepareStatement(inner);
        inner.failedStatement = true;
        transaction.release(inner);
        transaction.rollBack(nested, new IOException(), false);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(session.log())
                .containsExactly("begin", "savepoint", "savepoint", "release", "rollback to", "release");
    }

    // ---- of the user

    @Test
    void releasedOneStillHasThoseBeforeIt() throws SQLException {
        Object first = new Object();
        Object second = new Object();
        transaction.prepareStatement(outermost);
        transaction.savepoints().setManual(first, outermost);
        transaction.savepoints().setManual(second, outermost);

        transaction.savepoints().releaseManual(second, outermost);

        assertThat(session.log()).endsWith("release");
        transaction.savepoints().rollbackTo(first, outermost);
        assertThatThrownBy(() -> transaction.savepoints().releaseManual(second, outermost))
                .hasMessageContaining("gone");
    }

    @Test
    void hookRegisteredBeforeItIsKeptToTheLast() throws SQLException {
        Object first = new Object();
        HookAction hook = hook();
        transaction.prepareStatement(outermost);
        transaction.savepoints().setManual(first, outermost);
        transaction.addHook(hook, outermost);
        Object second = new Object();
        transaction.savepoints().setManual(second, outermost);

        transaction.savepoints().rollbackTo(second, outermost);
        assertThat(transaction.lastHook()).isEqualTo(1);
        transaction.savepoints().rollbackTo(first, outermost);

        assertThat(transaction.takeHooks(true)).isEmpty();
    }

    @Test
    void goingBackUndoesWhatCameAfter() throws SQLException {
        Object mine = new Object();
        insert(outermost, 1);
        assertThat(transaction.savepoints().setManual(mine, outermost)).isEqualTo(1);
        insert(outermost, 2);

        transaction.savepoints().rollbackTo(mine, outermost);

        assertThat(session.inserted()).containsExactly(1);
        transaction.savepoints().rollbackTo(mine, outermost);
        transaction.savepoints().releaseManual(mine, outermost);
        assertThatThrownBy(() -> transaction.savepoints().rollbackTo(mine, outermost))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void goingBackEndsThoseSetAfter() throws SQLException {
        Object first = new Object();
        Object second = new Object();
        transaction.prepareStatement(outermost);
        transaction.savepoints().setManual(first, outermost);
        transaction.savepoints().setManual(second, outermost);

        transaction.savepoints().rollbackTo(first, outermost);

        assertThatThrownBy(() -> transaction.savepoints().releaseManual(second, outermost))
                .hasMessageContaining("gone");
        transaction.savepoints().releaseManual(first, outermost);
    }

    @Test
    void hooksRegisteredAfterItAreUndone() throws SQLException {
        Object mine = new Object();
        transaction.prepareStatement(outermost);
        HookAction before = hook();
        transaction.addHook(before, outermost);
        transaction.savepoints().setManual(mine, outermost);
        transaction.addHook(hook(), outermost);

        transaction.savepoints().rollbackTo(mine, outermost);

        assertThat(transaction.takeHooks(true))
                .extracting(RegisteredHooks.Hook::action)
                .containsExactly(before);
    }

    @Test
    void nestedBlockMayNotUseThatOfTheOneAround() throws SQLException {
        Object mine = new Object();
        transaction.prepareStatement(outermost);
        transaction.savepoints().setManual(mine, outermost);
        Block nested = outermost.nested("nested");
        insert(nested, 1);

        assertThatThrownBy(() -> transaction.savepoints().rollbackTo(mine, nested))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("outermost")
                .hasMessageContaining("nested");
        transaction.savepoints().rollbackTo(mine, outermost.merged("merged"));
    }

    @Test
    void endOfANestedBlockEndsItsSavepoints() throws SQLException {
        Block nested = outermost.nested("nested");
        insert(nested, 1);
        Object mine = new Object();
        transaction.savepoints().setManual(mine, nested);

        transaction.release(nested);

        assertThatThrownBy(() -> transaction.savepoints().rollbackTo(mine, outermost))
                .hasMessageContaining("gone");
    }

    private static HookAction hook() {
        return new HookAction((CheckedRunnable<RuntimeException>) () -> {}, HookAction.Kind.COMMIT, null);
    }
}
