package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where a database says of a transaction no more than that it has given it up, the conflict that led to that is the cause. */
@Tag("G9")
final class GivenUpTest {

    private final MemorySession session = new MemorySession(new MemoryDatabase(Runnable::run));
    private final Block outermost = Block.outermost();
    private final Transaction<MemorySession> transaction = new Transaction<>(outermost);
    private final SQLException conflict = new SQLException("conflict", "40P01");
    private final SQLException givenUp = new SQLException("given up", "25P02");

    @BeforeEach
    void connect() throws SQLException {
        transaction.connect(session);
        insert(outermost, 1);
    }

    private void insert(TransactionBlock block, int value) throws SQLException {
        transaction.prepareStatement(block);
        session.insert(value);
    }

    @Test
    void nextStatementIsToldTheConflict() {
        TransactionLoss.callFailed(transaction, conflict, true);
        TransactionLoss.callFailed(transaction, givenUp, true);

        assertThat((Throwable) givenUp).hasCause(conflict);
        assertThat(transaction.isRollback())
                .as("a conflict alone loses nothing")
                .isFalse();
    }

    @Test
    void firstConflictCounts() {
        TransactionLoss.callFailed(transaction, conflict, true);
        TransactionLoss.callFailed(transaction, new SQLException("later", "40P01"), true);
        TransactionLoss.callFailed(transaction, givenUp, false);

        assertThat((Throwable) givenUp).hasCause(conflict);
    }

    @Test
    void otherFailuresAreLeftAsTheyAre() {
        SQLException before = new SQLException("before", "25P02");
        SQLException other = new SQLException("duplicate", "23505");
        TransactionLoss.callFailed(transaction, before, true);
        TransactionLoss.callFailed(transaction, other, true);
        TransactionLoss.callFailed(transaction, conflict, true);
        TransactionLoss.callFailed(transaction, other, true);

        assertThat((Throwable) before).hasNoCause();
        assertThat((Throwable) other).hasNoCause();
        assertThat((Throwable) conflict).hasNoCause();
    }

    @Test
    void rollbackOfANestedBlockUndoesTheConflict() throws SQLException {
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);
        TransactionLoss.callFailed(transaction, conflict, true);
        transaction.rollBack(nested, conflict, false);
        transaction.left(outermost);

        TransactionLoss.callFailed(transaction, givenUp, true);

        assertThat((Throwable) givenUp).hasNoCause();
    }

    @Test
    void rollbackThatFailsDoesNot() throws SQLException {
        session.fail("rollback to", new SQLException("restart transaction", "40001"));
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);
        TransactionLoss.callFailed(transaction, conflict, true);
        transaction.rollBack(nested, new IOException(), true);
        transaction.left(outermost);

        TransactionLoss.callFailed(transaction, givenUp, true);

        assertThat((Throwable) givenUp).hasCause(conflict);
    }

    @Test
    void rollbackToASavepointOfTheUsersUndoesTheConflict() throws SQLException {
        Object handle = new Object();
        transaction.savepoints().setManual(handle, outermost);
        TransactionLoss.callFailed(transaction, conflict, true);
        transaction.savepoints().rollbackTo(handle, outermost);

        TransactionLoss.callFailed(transaction, givenUp, true);

        assertThat((Throwable) givenUp).hasNoCause();
    }

    // ---- what the block's end says of it

    @Test
    void commitThatIsRefusedForItIsToldTheConflict() {
        TransactionLoss.callFailed(transaction, conflict, true);
        transaction.commit(outermost);

        transaction.commitAnswered(outermost, givenUp);

        assertThat(transaction.commitFailure())
                .isInstanceOf(TransactionException.class)
                .hasRootCause(conflict);
    }

    @Test
    void savepointThatTriesTheTransactionIsToldTheConflict() {
        TransactionLoss.callFailed(transaction, conflict, true);
        outermost.failedStatement = true;
        session.fail("savepoint", givenUp);

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(transaction.commitFailure())
                .isInstanceOf(TransactionException.class)
                .hasRootCause(conflict);
    }

    @Test
    void releaseOfANestedBlockIsToldTheConflict() throws SQLException {
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);
        TransactionLoss.callFailed(transaction, conflict, true);
        nested.failedStatement = true;
        session.fail("release", givenUp);

        assertThat(transaction.release(nested)).hasRootCause(conflict);
    }
}
