package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import java.sql.SQLException;

/** What another library does on the connection of its transaction while a block takes part in it: the block answers for that as well. */
final class EnclosingWork {

    private EnclosingWork() {}

    /**
     * Before the body: sets the savepoint, behind what the other library holds back, since what that does in the block goes past the
     * block's handles.
     */
    static void begin(BlockScope block) throws SQLException {
        if (!block.transaction.isRollback()) {
            block.connection().call(HandleOwner.Kind.FETCH, null, connection -> {
                block.transaction.resource().flushBeforeSavepoint();
                return null;
            });
            block.connection().call(HandleOwner.Kind.UNWRAP, null, connection -> null);
        }
    }

    /** After the body, holding the lane: what the other library still holds back is the block's, and so is its failure. */
    static void flush(BlockScope block) {
        synchronized (block.lane) {
            if (block.failure() != null || block.transaction.isRollback()) {
                return;
            }
        }
        try {
            block.transaction.resource().flush();
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
