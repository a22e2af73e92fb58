package dev.aatomic.runtime.internal.jdbc;

import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the statement that runs on a connection is cancelled: from a thread that nobody waits for, until it has ended or the connection
 * is thrown away. Made when somebody wants to.
 *
 * <p>The end of a statement waits for a cancel in flight, so that it cannot hit the statement after; but not once the connection is
 * thrown away, since there will be none.
 */
final class StatementCanceller {

    /** The connection on which statements run. Its monitor guards which one does, and the canceller's own state. */
    interface Connection {

        /** Whether the statement of this number runs. Holding the monitor. */
        boolean isRunning(int number);

        /** The running statement has ended. Holding the monitor. */
        void nothingRuns();

        /** Whether the statement of this number, which has started, carries BEGIN. */
        boolean carriesBegin(int number);

        /** What knows whether BEGIN was answered; null where it does not travel with a statement, or nobody knows. */
        @Nullable
        PostgresTransaction driver();
    }

    private static final System.Logger LOGGER = System.getLogger(StatementCanceller.class.getName());
    private static final long FIRST_RECANCEL_MILLIS = 20;
    private static final long LAST_RECANCEL_MILLIS = 20_000;

    /** How long BEGIN has, where it travels with the first statement, before that is cancelled. */
    private static final long BEGIN_MILLIS = 50;

    private final Connection connection;

    // Guarded by the connection's monitor:
    private boolean cancelling;
    private boolean thrownAway;

    /** How many threads wait for the running statement's end: telling them costs more than the rest of it. */
    private int waiters;

    private boolean firstCancelled;

    StatementCanceller(Connection connection) {
        this.connection = connection;
    }

    void ended() {
        boolean interrupted = false;
        synchronized (connection) {
            while (cancelling && !thrownAway) {
                try {
                    connection.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            connection.nothingRuns();
            if (waiters > 0) {
                connection.notifyAll();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection is being closed under whoever uses it: nobody waits for a cancel any more, and no further one is sent. */
    void throwAway() {
        synchronized (connection) {
            thrownAway = true;
            connection.notifyAll();
        }
    }

    /** What cancels this statement, and no later one. */
    Runnable cancellation(Statement statement, int number) {
        return () -> cancel(statement, number);
    }

    /**
     * Cancels until the statement has ended: a driver forgets a cancel that comes before the statement has really started. Waits
     * longer each time, and gives up in the end; a deadline closes the connection before.
     */
    private void cancel(Statement statement, int number) {
        if (connection.carriesBegin(number) && isBeginOpen()) {
            // A cancel that hits BEGIN would leave the statement to commit by itself.
            if (hasEnded(number, BEGIN_MILLIS)) {
                return;
            }
            synchronized (connection) {
                firstCancelled = true;
            }
        }
        for (long pause = FIRST_RECANCEL_MILLIS; pause <= LAST_RECANCEL_MILLIS; pause *= 2) {
            if (!cancelOnce(statement, number) || hasEnded(number, pause)) {
                return;
            }
        }
    }

    /** Whether BEGIN has not been answered, as far as can be known without waiting for the statement. */
    private boolean isBeginOpen() {
        PostgresTransaction driver = connection.driver();
        return driver == null || !driver.answersAtOnce() || driver.isIdle();
    }

    /** Whether the statement that runs now and carries BEGIN may be a transaction of its own if its connection is lost now. */
    boolean mayLoseBegin() {
        PostgresTransaction driver = connection.driver();
        return driver == null || !driver.answersAtOnce() ? isFirstCancelled() : driver.isIdle();
    }

    /** Whether the one that carried BEGIN was cancelled. */
    boolean isFirstCancelled() {
        synchronized (connection) {
            return firstCancelled;
        }
    }

    /** Returns false if the statement has ended, or cannot be cancelled. */
    private boolean cancelOnce(Statement statement, int number) {
        synchronized (connection) {
            if (!connection.isRunning(number) || cancelling || thrownAway) {
                return false;
            }
            cancelling = true;
        }
        try {
            PostgresTransaction driver = connection.driver();
            if (driver == null) {
                statement.cancel();
            } else {
                driver.cancel();
            }
            return true;
        } catch (Throwable t) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A running statement could not be cancelled; its block waits for it",
                    t);
            return false;
        } finally {
            synchronized (connection) {
                cancelling = false;
                connection.notifyAll();
            }
        }
    }

    /** Waits a while for the statement to end, or for its connection to be thrown away. */
    private boolean hasEnded(int number, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (connection) {
            while (connection.isRunning(number) && !thrownAway) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                waiters++;
                try {
                    connection.wait(left);
                } catch (InterruptedException e) {
                    // A thread of ours that is being shut down has nobody left to cancel for.
                    Thread.currentThread().interrupt();
                    return true;
                } finally {
                    waiters--;
                }
            }
            return true;
        }
    }
}
