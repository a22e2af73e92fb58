package dev.aatomic.jta;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The driver's connection behind the one that is enlisted in a JTA transaction: the pool's handle refuses savepoints and other threads. It
 * is the transaction's until that is over, which may be while a statement is on its way, on the thread of a timeout. That thread lets the
 * pool have the connection only when the statement has returned; the next one finds that the transaction is over.
 *
 * <p>Guarded by this.
 */
final class LentConnection {

    private static final System.Logger LOGGER = System.getLogger(LentConnection.class.getName());

    /** How long a statement that outlives its transaction may take. Whoever rolls back waits for it in the driver already. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private @Nullable Connection physical;

    /** How many blocks have it. */
    private int blocks;

    /** How many calls on it are under way. */
    private int uses;

    private boolean isOver;

    /** Has the pool enlist a connection, if it has not yet. On the transaction's thread. */
    synchronized Connection take(DataSource dataSource) throws SQLException {
        Connection known = physical;
        if (known != null) {
            return known;
        }
        // Closed at once: to the pool it belongs to the transaction now, not to this handle.
        try (Connection handle = dataSource.getConnection()) {
            known = handle.unwrap(Connection.class);
            physical = known;
        }
        return known;
    }

    synchronized boolean isTaken() {
        return physical != null;
    }

    /** False if another block has it: of two at a time, each would undo the other's work with its savepoint. */
    synchronized boolean blockBegins() {
        if (blocks > 0) {
            return false;
        }
        blocks++;
        return true;
    }

    synchronized void blockEnds() {
        blocks--;
    }

    synchronized boolean isInBlock() {
        return blocks > 0;
    }

    synchronized boolean beginUse() {
        if (isOver) {
            return false;
        }
        uses++;
        return true;
    }

    synchronized void endUse() {
        uses--;
        if (uses == 0) {
            notifyAll();
        }
    }

    /** Calls what closes it under whoever is stuck in it, unless the pool has it back. */
    void whileLent(Runnable closing) {
        if (beginUse()) {
            try {
                closing.run();
            } finally {
                endUse();
            }
        }
    }

    /**
     * The transaction is over, and the pool is about to get the connection back.
     *
     * @param isCommitted whether it has committed
     */
    synchronized void end(boolean isCommitted) {
        isOver = true;
        Connection known = physical;
        if (known == null) {
            return;
        }
        try {
            if (!awaitUses()) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "A statement outlives its JTA transaction, and its connection is closed under it");
                known.abort(Runnable::run);
            } else if (!isCommitted && !known.getAutoCommit()) {
                // What was sent between the rollback and this would be committed as the pool puts autocommit back.
                known.rollback();
            }
        } catch (SQLException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection could not be cleaned after its JTA transaction", e);
        }
    }

    private boolean awaitUses() {
        long deadline = System.nanoTime() + GRACE_NANOS;
        boolean interrupted = false;
        try {
            for (long left = GRACE_NANOS; uses > 0 && left > 0; left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return uses == 0;
    }
}
