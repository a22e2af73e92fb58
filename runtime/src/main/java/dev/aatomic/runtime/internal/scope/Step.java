package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.handle.ConnectionHandle;
import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleLedger;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.jdbc.handle.RefusedCallException;
import dev.aatomic.runtime.internal.jdbc.handle.SavepointHandle;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.Observation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step of a block: the user's function, which has the lane for itself until it returns.
 *
 * @param <T> what it returns
 */
final class Step<T extends @Nullable Object> extends LaneTask implements HandleOwner {

    private final BlockScope scope;
    private final ConnectionFunction<T> action;
    final ScopeFuture<T> future;

    /** The thread that runs it; null before and after. Written by that thread. Any other that reads it finds that it is another. */
    private @Nullable ThreadState runsOn;

    Step(BlockScope scope, ConnectionFunction<T> action) {
        this.scope = scope;
        this.action = action;
        this.future = new ScopeFuture<>(scope.engine.dispatcher);
    }

    @Override
    public void run(ThreadState thread) {
        Context previous = thread.context;
        LaneScope previousAcceptedBy = thread.acceptedBy;
        LaneScope previousStep = thread.step;
        boolean previousAwaiting = thread.isAwaitingTurn;
        thread.context = scope;
        thread.acceptedBy = scope;
        thread.step = scope;
        thread.isAwaitingTurn = false;
        runsOn = thread;
        Observation observation = scope.observation;
        ObservedStep observed = observation == null ? null : ObservedStep.begin(scope, observation, previous);
        T value = null;
        Throwable failure = null;
        try {
            value = apply(thread, scope.connection());
        } catch (Throwable t) {
            failure = RefusedCallException.withoutJdbc(t);
            ScopeWork.failed(scope, future, failure);
        } finally {
            runsOn = null;
            thread.context = previous;
            thread.acceptedBy = previousAcceptedBy;
            thread.step = previousStep;
            thread.isAwaitingTurn = previousAwaiting;
            if (observed != null) {
                observed.end(failure != null);
            }
            LaneExecution.endWork(scope.lane, scope, true);
        }
        future.settle(value, failure, thread);
    }

    /** The user's function, with what is opened through its handle closed after it. */
    private T apply(ThreadState thread, ScopeConnection connection) throws Exception {
        Step<?> around = connection.enterStep(this);
        try (Connection handle = ConnectionHandle.open(this)) {
            return InheritedContext.IS_THERE
                    ? InheritedContext.call(thread, () -> action.apply(handle))
                    : action.apply(handle);
        } finally {
            connection.leaveStep(around);
        }
    }

    // ---- the connection, for who uses it on a thread that this step waits for

    /** There since before the step's action had a handle. */
    private ScopeConnection connection() {
        return Objects.requireNonNull(scope.connection);
    }

    /** Refuses a call that would wait for the end of this step, which may itself wait for the call. */
    void checkOver() {
        if (!future.isDone()) {
            throw new TransactionManagementException(
                    "A connection of a step of block " + scope.place()
                            + " was used on another thread while the step was running, and would have to wait for the"
                            + " step's end. Use it on the thread that runs the step, or submit a step for each part of"
                            + " the work",
                    null);
        }
    }

    private void checkHere() {
        if (ThreadState.current().step != scope) {
            checkOver();
        }
    }

    @Override
    public <R extends @Nullable Object> R call(Kind kind, @Nullable Statement statement, DriverCall<R> call)
            throws SQLException {
        ThreadState thread = runsOn;
        return thread != null && thread.thread == Thread.currentThread()
                ? connection().call(kind, statement, call, this, thread)
                : connection().call(kind, statement, call, this, ThreadState.current());
    }

    @Override
    public SqlRules sqlRules(String sql) throws SQLException {
        return connection().sqlRules(sql, this);
    }

    @Override
    public HandleLedger.Restoration readSchema(Connection target) throws SQLException {
        return connection().readSchema(target);
    }

    @Override
    public boolean undoesSettings() throws SQLException {
        return connection().undoesSettings(this);
    }

    @Override
    public boolean isKnownOpen() {
        return connection().isKnownOpen();
    }

    @Override
    public boolean isOpen() {
        return connection().isOpen();
    }

    @Override
    public boolean isInTest() {
        return connection().isInTest();
    }

    @Override
    public boolean isAutocommit() {
        return false;
    }

    @Override
    public void beforeOtherThanSql() throws SQLException {
        connection().beforeOtherThanSql();
    }

    @Override
    public SavepointHandle setSavepoint(@Nullable String name) throws SQLException {
        checkHere();
        return connection().setSavepoint(name);
    }

    @Override
    public void rollbackTo(SavepointHandle savepoint) throws SQLException {
        checkHere();
        connection().rollbackTo(savepoint);
    }

    @Override
    public void releaseSavepoint(SavepointHandle savepoint) throws SQLException {
        checkHere();
        connection().releaseSavepoint(savepoint);
    }

    @Override
    public HandleLedger ledger() {
        return connection().ledger();
    }

    @Override
    public void handleClosed() {
        connection().handleClosed();
    }

    @Override
    public String toString() {
        return "block " + scope.place();
    }

    @Override
    public void drop(Throwable reason) {
        TransactionManagementException dropped = new TransactionManagementException(
                "A step of block " + scope.place() + " was dropped before it ran: " + Failures.describe(reason),
                reason);
        ScopeWork.failed(scope, future, dropped);
        future.settle(null, dropped);
    }

    @Override
    public boolean pinsLane() {
        return true;
    }

    @Override
    public boolean needsConnection() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return true;
    }
}
