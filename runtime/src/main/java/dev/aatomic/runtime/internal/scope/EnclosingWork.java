package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.jdbc.handle.RefusedCallException;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.sql.SQLException;

/** The work that another library does on the connection of its transaction while a block takes part in it: the block answers for it too. */
final class EnclosingWork {

    private EnclosingWork() {}

    /**
     * Sets the savepoint before the body, once the other library has sent what it held back: what that library does in the block goes past
     * the block's handles.
     */
    static void begin(BlockScope block) throws SQLException {
        if (!block.transaction().isRollback()) {
            block.connection().call(HandleOwner.Kind.FETCH, null, connection -> {
                block.transaction().resource().flushBeforeSavepoint();
                return null;
            });
            block.connection().call(HandleOwner.Kind.UNWRAP, null, connection -> null);
        }
    }

    /**
     * Begins a use of the connection. If another thread has ended the transaction, by a timeout for example, the block is broken: nothing
     * of it is left.
     */
    static void beginUse(BlockScope block, JdbcSession resource) throws SQLException {
        if (resource.beginUse()) {
            return;
        }
        TransactionManagementException over = new TransactionManagementException(
                "A statement of block " + block.place() + " was refused because " + name(block)
                        + ", in which the block takes part, is over or being rolled back: by its timeout, or by a rollback"
                        + " inside the block or on another thread. Nothing of the block is left. Give the transaction"
                        + " around it time enough, and end it where it was begun",
                null);
        block.statementFailed(over);
        throw RefusedCallException.of(over);
    }

    /** Whether the other library's transaction has ended, so that nothing on its connection says anything of the block. */
    static boolean isOver(BlockScope block) {
        EnclosingTransaction around = block.lane.enclosing();
        if (around == null) {
            return false;
        }
        boolean begun = around.beginUse();
        if (begun) {
            around.endUse();
        }
        return !begun;
    }

    private static String name(BlockScope block) {
        EnclosingTransaction around = block.lane.enclosing();
        return around == null ? "the transaction" : around.name();
    }

    /** Keeps the other library's transaction from its commit. Called before the caller learns of a failure that no savepoint undoes. */
    static void keepFromCommit(BlockScope block) {
        EnclosingTransaction around = block.lane.enclosing();
        if (around != null) {
            around.setRollbackOnly();
        }
    }

    /**
     * Has the other library send what it still holds back, after the body and holding the lane: this is the block's, and so is its failure.
     */
    static void flush(BlockScope block) {
        synchronized (block.lane) {
            if (block.failure() != null || block.transaction().isRollback()) {
                return;
            }
        }
        try {
            block.transaction().resource().flush();
        } catch (Throwable t) {
            block.statementFailed(t);
            synchronized (block.lane) {
                if (block.failure() == null) {
                    block.ended(null, t);
                }
            }
        }
    }
}
