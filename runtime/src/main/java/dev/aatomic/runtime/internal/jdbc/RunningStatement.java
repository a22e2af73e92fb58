package dev.aatomic.runtime.internal.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.jdbc.dialect.DriverTransaction;
import dev.aatomic.runtime.internal.jdbc.sql.StatementText;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The statement that runs on a connection, for whoever wants to cancel it. Made with the first statement; thread-safe. */
final class RunningStatement {

    /** Whether BEGIN goes with the first statement, and is not waited for. */
    private final boolean beginTravels;

    /** What knows whether BEGIN was answered; null where it does not travel with a statement, or nobody knows. */
    private final @Nullable DriverTransaction driver;

    @GuardedBy("this")
    private @Nullable Statement running;

    @GuardedBy("this")
    private int statements;

    /** Most connections have none. It uses this object's monitor. */
    @GuardedBy("this")
    private @Nullable StatementCanceller canceller;

    RunningStatement(boolean beginTravels, @Nullable DriverTransaction driver) {
        this.beginTravels = beginTravels;
        this.driver = driver;
    }

    @Nullable
    DriverTransaction driver() {
        return driver;
    }

    /** Notes the statement. A cancel either finds it, or has stopped the block before; then a caller that asks from now on sees that. */
    void starts(Statement statement) {
        synchronized (this) {
            running = statement;
            statements++;
        }
    }

    /** Notes that the statement has ended. Does nothing if none runs. */
    void ends() {
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

    /** Notes that the connection is being closed under whoever uses it. */
    void throwAway() {
        canceller().throwAway();
    }

    private StatementCanceller canceller() {
        synchronized (this) {
            if (canceller == null) {
                canceller = new StatementCanceller(this);
            }
            return canceller;
        }
    }

    /** What cancels the statement that runs now, and no later one; null if none runs. */
    @Nullable
    Runnable cancellation() {
        synchronized (this) {
            return running == null ? null : canceller().cancellation(driverStatement(running), statements);
        }
    }

    private static Statement driverStatement(Statement given) {
        return given instanceof StatementText known ? known.driverStatement() : given;
    }

    /**
     * The statement that runs now; null if none does.
     *
     * @param withText whether its text is wanted
     */
    @Nullable
    StatementInFlight inFlight(boolean withText) {
        synchronized (this) {
            if (running == null) {
                return null;
            }
            return new StatementInFlight(withText && running instanceof StatementText known ? known.sql() : null);
        }
    }

    /** Whether the statement that has just run was the one that carried BEGIN. */
    boolean carriedBegin() {
        synchronized (this) {
            return carriesBegin(statements);
        }
    }

    /** Whether the statement of this number, which has started, carries BEGIN. */
    boolean carriesBegin(int number) {
        return beginTravels && number == 1;
    }

    /** Whether the statement that carried BEGIN was cancelled. */
    boolean isFirstCancelled() {
        return canceller().isFirstCancelled();
    }

    /** Whether the statement that runs now carries BEGIN, and may be a transaction of its own if its connection is lost now. */
    boolean mayLoseBegin() {
        synchronized (this) {
            if (running == null || !carriesBegin(statements)) {
                return false;
            }
        }
        return canceller().mayLoseBegin();
    }

    // ---- for its canceller, holding the monitor

    /** Whether the statement of this number runs. */
    @GuardedBy("this")
    boolean isRunning(int number) {
        return running != null && statements == number;
    }

    /** The running statement has ended. */
    @GuardedBy("this")
    void nothingRuns() {
        running = null;
    }
}
