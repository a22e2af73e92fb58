package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.handle.HandleLedger;
import dev.aatomic.runtime.internal.transaction.TransactionLoss;
import java.sql.SQLException;

/**
 * What a block has left open or changed on its lane's connection, and how that is done away with. Made only where there is something of the
 * sort. Holding the lane.
 *
 * @param scope the block
 * @param ledger what was left open and changed through its handles
 */
record ScopeLeftovers(BlockScope scope, HandleLedger ledger) {

    /** A COPY was left open, and has been ended so. */
    void copyEnded(PostgresCopy.End end) {
        TransactionManagementException left = new TransactionManagementException(
                "Block " + scope.place()
                        + " left a COPY open that it had begun through the driver's own connection. It was"
                        + " cancelled, and what the block did is rolled back. End it in the step that begins it, with"
                        + " endCopy() or cancelCopy()",
                null);
        if (end == PostgresCopy.End.OUT_OF_STEP) {
            scope.transaction().lose("has lost its connection", left);
        }
        scope.statementFailed(left);
    }

    /** Closes the statements and results that were left open. */
    void closeAll() {
        boolean interrupted = InterruptFlag.putAside();
        Throwable failure = ledger.closeAll();
        InterruptFlag.giveBack(interrupted);
        if (failure != null) {
            logger().log(
                            System.Logger.Level.WARNING,
                            "A statement that block " + scope.place() + " had left open could not be closed",
                            failure);
        }
    }

    /**
     * Puts settings of the session back before COMMIT, so that the server has them back in the transaction in which they were changed: behind
     * a pooler the next one may be on another session.
     */
    void restoreSettings() {
        JdbcSession resource = scope.transaction().resource();
        if (!scope.transaction().isInDoubt() && resource.isKnownOpen()) {
            restore(() -> {
                try {
                    ledger.restoreSettings(resource.connection());
                } catch (SQLException e) {
                    // Where the connection is gone, COMMIT is not sent, and nobody need wonder what became of it.
                    TransactionLoss.callFailed(scope.transaction(), e, false);
                    throw e;
                }
            });
        }
    }

    /** Puts back what was changed, and is changed still; unless the connection was lent and has gone back already. */
    void restore() {
        restore(() -> {
            // May be gone, if the block was given up.
            JdbcSession resource = scope.transaction().resource();
            if (!resource.beginUse()) {
                return;
            }
            try {
                resource.propertiesRestored();
                ledger.restore(resource.connection());
            } finally {
                resource.endUse();
            }
        });
    }

    private interface Restoring {
        void run() throws SQLException;
    }

    private void restore(Restoring restoring) {
        boolean interrupted = InterruptFlag.putAside();
        try {
            restoring.run();
        } catch (Throwable t) {
            scope.transaction().markUnusable();
            logger().log(
                            System.Logger.Level.WARNING,
                            "What block " + scope.place()
                                    + " had changed on its connection could not be put back; the connection is"
                                    + " thrown away",
                            t);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(ScopeLeftovers.class.getName());
    }
}
