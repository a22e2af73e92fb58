package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.jdbc.dialect.DriverTransaction;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/**
 * How the statement that runs on a connection is cancelled: from a thread that nobody waits for, until it has ended or the connection is
 * thrown away. Made when somebody wants to cancel.
 *
 * <p>The end of a statement waits for a cancel in flight, so that the cancel cannot hit the next statement; but not once the connection is
 * thrown away, since then there is no next one.
 */
final class StatementCanceller {

    private static final long FIRST_RECANCEL_MILLIS = 20;
    private static final long LAST_RECANCEL_MILLIS = 20_000;

    /** How long BEGIN has to be answered, where it travels with the first statement, before that statement is cancelled. */
    private static final long BEGIN_MILLIS = 50;

    /** Its monitor guards this state too, and tells of changes. */
    private final RunningStatement statements;

    // Guarded by that monitor:
    private boolean cancelling;
    private boolean thrownAway;

    /** How many threads wait for the running statement's end: telling them costs more than all else at that end. */
    private int waiters;

    private boolean firstCancelled;

    StatementCanceller(RunningStatement statements) {
        this.statements = statements;
    }

    void ended() {
        boolean interrupted = false;
        synchronized (statements) {
            while (cancelling && !thrownAway) {
                try {
                    statements.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            statements.nothingRuns();
            if (waiters > 0) {
                statements.notifyAll();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection is being closed under whoever uses it: nobody waits for a cancel any more, and no further one is sent. */
    void throwAway() {
        synchronized (statements) {
            thrownAway = true;
            statements.notifyAll();
        }
    }

    /** What cancels this statement, and no later one. */
    Runnable cancellation(Statement statement, int number) {
        return () -> cancel(statement, number);
    }

    /**
     * Cancels until the statement has ended: a driver forgets a cancel that comes before the statement has really started. Waits longer
     * each time, and gives up in the end; a deadline closes the connection before that.
     */
    private void cancel(Statement statement, int number) {
        if (statements.carriesBegin(number) && isBeginOpen()) {
            // A cancel that hits BEGIN would leave the statement to commit by itself.
            if (hasEnded(number, BEGIN_MILLIS)) {
                return;
            }
            synchronized (statements) {
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
        DriverTransaction driver = statements.driver();
        return driver == null || !driver.answersAtOnce() || driver.isIdle();
    }

    /** Whether the statement that runs now and carries BEGIN may be a transaction of its own if its connection is lost now. */
    boolean mayLoseBegin() {
        DriverTransaction driver = statements.driver();
        return driver == null || !driver.answersAtOnce() ? isFirstCancelled() : driver.isIdle();
    }

    /** Whether the statement that carried BEGIN was cancelled. */
    boolean isFirstCancelled() {
        synchronized (statements) {
            return firstCancelled;
        }
    }

    /** Returns false if the statement has ended, or cannot be cancelled. */
    private boolean cancelOnce(Statement statement, int number) {
        synchronized (statements) {
            if (!statements.isRunning(number) || cancelling || thrownAway) {
                return false;
            }
            cancelling = true;
        }
        try {
            DriverTransaction driver = statements.driver();
            if (driver == null || !driver.cancel()) {
                statement.cancel();
            }
            return true;
        } catch (SQLFeatureNotSupportedException cannot) {
            logger().log(System.Logger.Level.DEBUG, "The driver cannot cancel statements", cannot);
            return false;
        } catch (Throwable t) {
            logger().log(
                            System.Logger.Level.WARNING,
                            "A running statement could not be cancelled; its block waits for it",
                            t);
            return false;
        } finally {
            synchronized (statements) {
                cancelling = false;
                statements.notifyAll();
            }
        }
    }

    /** Waits a while for the statement to end, or for its connection to be thrown away. */
    private boolean hasEnded(int number, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (statements) {
            while (statements.isRunning(number) && !thrownAway) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                waiters++;
                try {
                    statements.wait(left);
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

    private static System.Logger logger() {
        return System.getLogger(StatementCanceller.class.getName());
    }
}
