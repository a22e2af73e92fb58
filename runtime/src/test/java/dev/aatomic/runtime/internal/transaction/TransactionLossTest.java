package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a failed call says of the transaction, over a resource in memory and without an engine. */
@Tag("G11")
final class TransactionLossTest {

    private final MemoryDatabase database = new MemoryDatabase(Runnable::run);
    private final MemorySession session = new MemorySession(database);
    private final Block outermost = Block.outermost();
    private final Transaction<MemorySession> transaction = new Transaction<>(outermost);

    @BeforeEach
    void connect() {
        transaction.connect(session);
    }

    @Test
    void failedCallOnAConnectionThatIsGoneLosesIt() throws SQLException {
        transaction.prepareStatement(outermost);
        session.insert(1);
        SQLException failed = new SQLException("failed");
        TransactionLoss.callFailed(transaction, failed, true);
        assertThat(transaction.isRollback()).isFalse();

        session.lose();
        TransactionLoss.callFailed(transaction, failed, true);
        TransactionLoss.callFailed(transaction, new SQLException("later"), false);

        assertThat(transaction.cause()).isSameAs(failed);
        assertThatThrownBy(() -> transaction.checkUsable(outermost)).hasMessageContaining("has lost its connection");
        assertThat(transaction.isInDoubt()).isFalse();
    }

    @Test
    void lostBeginPutsTheFirstStatementInDoubt() throws SQLException {
        transaction.prepareStatement(outermost);
        session.insert(1);
        assertThat(transaction.isInDoubt()).isFalse();
        session.mayLoseBegin(true);
        assertThat(transaction.isInDoubt()).as("while it runs").isTrue();
        SQLException failed = new SQLException("failed");

        TransactionLoss.callFailed(transaction, failed, true);
        session.mayLoseBegin(false);

        assertThat(transaction.isInDoubt()).isTrue();
        assertThat(TransactionLoss.lostBegin(transaction, "here"))
                .hasMessageContaining("Whether the first statement of block here was committed is not known")
                .hasCause(failed);
        assertThatThrownBy(() -> transaction.checkNotLost(outermost))
                .hasMessageContaining("was lost, since BEGIN failed");
    }

    @Test
    void endFromWithinIsToldAsItWasFound() {
        CommitOutcomeUnknownException ended = new CommitOutcomeUnknownException("ended from within", null);

        transaction.doubt(ended);

        assertThat(TransactionLoss.lostBegin(transaction, "here"))
                .hasMessage("ended from within")
                .hasCause(ended);
        assertThatThrownBy(() -> transaction.checkNotLost(outermost)).hasMessageContaining("was ended from within");
    }
}
