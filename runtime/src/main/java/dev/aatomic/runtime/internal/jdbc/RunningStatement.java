package dev.aatomic.runtime.internal.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The statement that runs on a connection, for whoever wants to cancel it. A part of the resource and no object of its own, since
 * nearly every connection runs one and hardly any is cancelled.
 */
abstract class RunningStatement implements StatementCanceller.Connection {

    /** Whether BEGIN goes with the first statement, and is not waited for. Written before that runs. */
    private boolean beginTravels;

    // Guarded by the monitor, which is the canceller's too:
    private @Nullable Statement running;
    private int statements;
    /** Most connections have none. */
    @GuardedBy("this")
    private @Nullable StatementCanceller canceller;

    /** Whether BEGIN goes with the statement that is to run now, and is not waited for. Holding the lane. */
    abstract boolean sendsBegin();

    /** A cancel either finds the statement or has stopped the block before, so that who asks for that from now on sees it. */
    public final void statementStarts(Statement statement) {
        if (statements == 0) {
            beginTravels = sendsBegin();
        }
        synchronized (this) {
            running = statement;
            statements++;
        }
    }

    /** Does nothing where none runs. */
    public final void statementEnded() {
        StatementCanceller asked;
        synchronized (this) {
            asked = canceller;
            if (asked == null) {
                running = null;
            }
        }
        if (asked != null) {
            asked.ended();
        }
    }

    @Override
    public final void nothingRuns() {
        running = null;
    }

    @Override
    public final boolean isRunning(int number) {
        return running != null && statements == number;
    }

    final StatementCanceller canceller() {
        synchronized (this) {
            if (canceller == null) {
                canceller = new StatementCanceller(this);
            }
            return canceller;
        }
    }

    /** What cancels the statement that runs now, and no later one; null if none runs. */
    public final @Nullable Runnable statementCancellation() {
        synchronized (this) {
            return running == null ? null : canceller().cancellation(running, statements);
        }
    }

    /** Whether the statement that has just run was the one that carried BEGIN. */
    final boolean carriedBegin() {
        synchronized (this) {
            return carriesBegin(statements);
        }
    }

    @Override
    public final boolean carriesBegin(int number) {
        return beginTravels && number == 1;
    }

    /** Whether the statement that runs now carries BEGIN, and may be a transaction of its own if its connection is lost now. */
    public final boolean mayLoseBegin() {
        synchronized (this) {
            if (running == null || !carriesBegin(statements)) {
                return false;
            }
        }
        return canceller().mayLoseBegin();
    }
}
