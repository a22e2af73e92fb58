package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.internal.jdbc.PostgresTransaction;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The statement that runs on a connection, and how it is cancelled: from a thread that nobody waits for, until it has ended or the
 * connection is thrown away.
 *
 * <p>The end of a statement waits for a cancel in flight, so that it cannot hit the statement after; but not once the connection is
 * thrown away, since there will be none.
 */
final class StatementCanceller {

    private static final System.Logger LOGGER = System.getLogger(StatementCanceller.class.getName());
    private static final long FIRST_RECANCEL_MILLIS = 20;
    private static final long LAST_RECANCEL_MILLIS = 20_000;

    /** How long BEGIN has, where it travels with the first statement, before that is cancelled. */
    private static final long BEGIN_MILLIS = 50;

    /** What knows whether BEGIN was answered; null where it does not travel with a statement, or nobody knows. */
    private final @Nullable PostgresTransaction driver;

    /** Whether BEGIN travels with the first statement. Written before the second thread sees this. */
    private final boolean beginTravels;

    // Guarded by the monitor:
    private @Nullable Statement running;
    private int statements;
    private boolean cancelling;
    private boolean thrownAway;

    /** How many threads wait for the running statement's end: telling them costs more than the rest of it. */
    private int waiters;

    private boolean firstCancelled;

    /**
     * For a connection whose first statement is about to run.
     *
     * @param beginTravels whether BEGIN goes with it, and is not waited for
     */
    StatementCanceller(@Nullable PostgresTransaction driver, boolean beginTravels) {
        this.driver = driver;
        this.beginTravels = beginTravels;
    }

    void starts(Statement statement) {
        synchronized (this) {
            running = statement;
            statements++;
        }
    }

    void ended() {
        boolean interrupted = false;
        synchronized (this) {
            while (cancelling && !thrownAway) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            running = null;
            if (waiters > 0) {
                notifyAll();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection is being closed under whoever uses it: nobody waits for a cancel any more, and no further one is sent. */
    void throwAway() {
        synchronized (this) {
            thrownAway = true;
            notifyAll();
        }
    }

    /** What cancels the statement that runs now, and no later one; null if none runs. */
    @Nullable
    Runnable cancellation() {
        synchronized (this) {
            Statement statement = running;
            int number = statements;
            return statement == null ? null : () -> cancel(statement, number);
        }
    }

    /**
     * Cancels until the statement has ended: a driver forgets a cancel that comes before the statement has really started. Waits
     * longer each time, and gives up in the end; a deadline closes the connection before.
     */
    private void cancel(Statement statement, int number) {
        if (beginTravels && number == 1 && isBeginOpen()) {
            // A cancel that hits BEGIN would leave the statement to commit by itself.
            if (hasEnded(number, BEGIN_MILLIS)) {
                return;
            }
            synchronized (this) {
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
        return driver == null || !driver.answersAtOnce() || driver.isIdle();
    }

    /** Whether the statement that runs now carries BEGIN, and may be a transaction of its own if its connection is lost now. */
    boolean mayLoseBegin() {
        synchronized (this) {
            if (!beginTravels || statements != 1 || running == null) {
                return false;
            }
            if (driver == null || !driver.answersAtOnce()) {
                return firstCancelled;
            }
        }
        return isBeginOpen();
    }

    /** Whether the statement that has just run was the one that carried BEGIN. */
    boolean carriedBegin() {
        synchronized (this) {
            return beginTravels && statements == 1;
        }
    }

    /** Whether the one that carried BEGIN was cancelled. */
    boolean isFirstCancelled() {
        synchronized (this) {
            return firstCancelled;
        }
    }

    /** Returns false if the statement has ended, or cannot be cancelled. */
    private boolean cancelOnce(Statement statement, int number) {
        synchronized (this) {
            if (running == null || statements != number || cancelling || thrownAway) {
                return false;
            }
            cancelling = true;
        }
        try {
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
            synchronized (this) {
                cancelling = false;
                notifyAll();
            }
        }
    }

    /** Waits a while for the statement to end, or for its connection to be thrown away. */
    private boolean hasEnded(int number, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (this) {
            while (running != null && statements == number && !thrownAway) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                waiters++;
                try {
                    wait(left);
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
