package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database has rolled back by itself is gone for good, and what it could not roll back is said. */
@Tag("G11")
@Tag("G19")
final class RolledBackByTheDatabaseTest {

    private static final String LEFT = "Some non-transactional changed tables couldn't be rolled back";

    private final MemoryDatabase database = new MemoryDatabase(Runnable::run);
    private final MemorySession session = new MemorySession(database);
    private final Block outermost = Block.outermost();
    private final Transaction<MemorySession> transaction = new Transaction<>(outermost);
    private final SQLException deadlock = new SQLException("deadlock", "40001");

    @BeforeEach
    void connect() throws SQLException {
        transaction.connect(session);
        insert(outermost, 1);
    }

    private void insert(TransactionBlock block, int value) throws SQLException {
        transaction.prepareStatement(block);
        session.insert(value);
    }

    // ---- rolled back by itself

    /** As it comes with a statement, and with a fetch or another call. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failureThatTookAllAlongIsFinal(boolean sentStatement) {
        TransactionLoss.callFailed(transaction, deadlock, sentStatement);
        transaction.setRollbackOnly(false, outermost);

        assertThat(transaction.isRollback()).isTrue();
        assertThat(transaction.cause()).isSameAs(deadlock);
        assertThatThrownBy(() -> transaction.checkUsable(outermost))
                .hasMessageContaining("was rolled back by the database, see the cause")
                .hasCause(deadlock);
        assertThat(transaction.isInDoubt()).isFalse();
    }

    @Test
    void otherFailureTookNothingAlong() {
        TransactionLoss.callFailed(transaction, new SQLException("duplicate", "23505"), true);

        assertThat(transaction.isRollback()).isFalse();
        transaction.checkUsable(outermost);
    }

    @Test
    void nestedBlockSavesNothing() throws SQLException {
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);
        TransactionLoss.callFailed(transaction, deadlock, true);

        try (LogCapture log = new LogCapture()) {
            transaction.rollBack(nested, deadlock, false);
            assertThat(log.lines()).isEmpty();
        }
        transaction.left(outermost);

        assertThat(session.log()).as("its savepoint is gone").containsExactly("begin", "savepoint");
        assertThat(transaction.cause()).isSameAs(deadlock);
        assertThatThrownBy(() -> transaction.checkUsable(outermost)).hasCause(deadlock);
    }

    @Test
    void nothingIsCommittedAfterIt() {
        TransactionLoss.callFailed(transaction, deadlock, true);

        assertThat(transaction.commit(outermost)).isNull();

        assertThat(transaction.commitFailure()).isInstanceOf(TransactionException.class);
        assertThat(transaction.standing().isRefused()).isTrue();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void connectionIsAsGoodAsBefore() {
        TransactionLoss.callFailed(transaction, deadlock, true);
        transaction.rollBackAll(outermost, deadlock);
        transaction.disconnect();

        assertThat(session.log()).containsExactly("begin", "rollback", "give back");
    }

    @Test
    void firstFailureCounts() {
        SQLException again = new SQLException("again", "40001");
        TransactionLoss.callFailed(transaction, deadlock, true);
        TransactionLoss.callFailed(transaction, again, true);

        assertThat(transaction.cause()).isSameAs(deadlock);
        assertThatThrownBy(() -> transaction.checkNotLost(outermost)).hasCause(deadlock);
    }

    @Test
    void connectionThatIsGoneTooIsThrownAway() {
        session.lose();
        TransactionLoss.callFailed(transaction, deadlock, true);
        transaction.disconnect();

        assertThat(session.log()).containsExactly("begin", "evict");
    }

    // ---- not rolled back

    private @Nullable TransactionException unknown() {
        assertThat(transaction.isInDoubt()).isTrue();
        return TransactionLoss.lostBegin(transaction, "outermost");
    }

    @Test
    void whatTheWholeRollbackLeftIsUnknown() {
        session.keepsOnRollback(LEFT);

        transaction.rollBackAll(outermost, new IOException());

        assertThat(unknown())
                .hasMessage("What block outermost did was not undone as a whole: " + LEFT
                        + ". Keep tables without transactions out of blocks, and ask the database what is left");
        transaction.disconnect();
        assertThat(session.log()).containsExactly("begin", "rollback", "evict");
    }

    @Test
    void whatANestedRollbackLeftIsUnknown() throws SQLException {
        session.keepsOnRollback(LEFT);
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);

        transaction.rollBack(nested, new IOException(), false);
        transaction.left(outermost);

        assertThat(unknown()).hasMessageContaining("What block nested did was not undone as a whole");
        assertThatThrownBy(() -> transaction.checkUsable(outermost))
                .hasMessageContaining("the transaction of block outermost was not undone as a whole, see the cause");
        transaction.commit(outermost);
        assertThat(transaction.commitFailure()).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void whatARollbackOfTheUsersLeftIsUnknown() throws SQLException {
        session.keepsOnRollback(LEFT);
        Object handle = new Object();
        transaction.savepoints().setManual(handle, outermost);
        session.insert(2);

        transaction.savepoints().rollbackTo(handle, outermost);

        assertThat(unknown()).hasMessageContaining("What block outermost did was not undone as a whole");
        transaction.commit(outermost);
        assertThat(transaction.commitFailure()).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(session.log()).doesNotContain("commit");
    }

    /** COMMIT is refused, and the rollback after it leaves something. */
    @Test
    void whatTheRollbackAfterARefusedCommitLeftIsUnknown() {
        session.keepsOnRollback(LEFT);
        transaction.commit(outermost);
        SQLException refused = new SQLException("refused", "40001");

        transaction.commitAnswered(outermost, refused);

        assertThat(transaction.standing().isRefused()).isFalse();
        assertThat(transaction.commitFailure())
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("What block outermost did was not undone as a whole")
                .hasRootCause(refused);
        transaction.disconnect();
        assertThat(session.log()).containsExactly("begin", "commit", "rollback", "evict");
    }

    @Test
    void rollbackThatLeftNothingIsNoDoubt() throws SQLException {
        Block nested = outermost.nested("nested");
        transaction.entered(nested);
        insert(nested, 2);
        transaction.rollBack(nested, new IOException(), false);
        transaction.left(outermost);
        transaction.rollBackAll(outermost, null);

        assertThat(transaction.isInDoubt()).isFalse();
        assertThat(session.log()).endsWith("rollback");
    }
}
