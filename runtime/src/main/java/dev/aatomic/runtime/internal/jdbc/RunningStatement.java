package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.jdbc.dialect.DriverTransaction;
import dev.aatomic.runtime.internal.jdbc.sql.StatementText;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The statement that runs on a connection, for whoever wants to cancel it. Made with the first statement; thread-safe.
 *
 * <p>The thread that executes statements needs no monitor, only two fences a statement, as long as nobody has wanted to cancel one. It says
 * what runs and then looks whether the block was stopped, while a canceller has the block stopped and then looks what runs. It says that
 * nothing runs and then looks for a canceller, while a canceller makes itself known and then looks what runs. So of two that come at the
 * same time at least one sees the other. Once there is a canceller, the end of each statement asks it, holding its monitor, which is this
 * object's.
 */
final class RunningStatement {

    /** Whether BEGIN goes with the first statement, and is not waited for. */
    private final boolean beginTravels;

    /** What knows whether BEGIN was answered; null where it does not travel with a statement, or nobody knows. */
    private final @Nullable DriverTransaction driver;

    /** Null between two statements. Written by the thread that executes them. */
    private volatile @Nullable Statement running;

    /** The number of the latest statement. Written by the same thread, before {@link #running}. */
    private volatile int statements;

    /** Most connections have none. Once there is one it stays. */
    private volatile @Nullable StatementCanceller canceller;

    private static final VarHandle RUNNING = ReleasedField.of(MethodHandles.lookup(), "running", Statement.class);
    private static final VarHandle STATEMENTS = ReleasedField.of(MethodHandles.lookup(), "statements", int.class);

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
        STATEMENTS.setRelease(this, statements + 1);
        RUNNING.setRelease(this, statement);
        VarHandle.fullFence();
    }

    /** Notes that the statement has ended. Does nothing if none runs. */
    void ends() {
        StatementCanceller asked = canceller;
        if (asked == null) {
            nothingRuns();
            VarHandle.fullFence();
            asked = canceller;
        }
        if (asked != null) {
            asked.ended();
        }
    }

    /** On the thread that executes statements, or for it. */
    void nothingRuns() {
        RUNNING.setRelease(this, null);
    }

    /** Notes that the connection is being closed under whoever uses it. */
    void throwAway() {
        canceller().throwAway();
    }

    private StatementCanceller canceller() {
        StatementCanceller known = canceller;
        return known != null ? known : makeCanceller();
    }

    private synchronized StatementCanceller makeCanceller() {
        StatementCanceller made = canceller;
        if (made == null) {
            made = new StatementCanceller(this);
            canceller = made;
        }
        return made;
    }

    /** What cancels the statement that runs now, and no later one; null if none runs. Whoever has stopped the block fences before this. */
    @Nullable
    Runnable cancellation() {
        for (; ; ) {
            int number = statements;
            Statement found = running;
            if (found == null) {
                return null;
            }
            // If the number is the same as before, this is the statement of that number.
            if (number == statements) {
                return canceller().cancellation(driverStatement(found), number);
            }
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
        Statement found = running;
        if (found == null) {
            return null;
        }
        return new StatementInFlight(withText && found instanceof StatementText known ? known.sql() : null);
    }

    /** Whether the statement that has just run was the one that carried BEGIN. */
    boolean carriedBegin() {
        return carriesBegin(statements);
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
        return beginTravels && isRunning(1) && canceller().mayLoseBegin();
    }

    /** Whether the statement of this number runs. An end that comes now waits for a canceller which has found it so. */
    boolean isRunning(int number) {
        return running != null && statements == number;
    }
}
