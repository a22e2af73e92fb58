package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleLedger;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.jdbc.handle.RefusedCallException;
import dev.aatomic.runtime.internal.jdbc.handle.SavepointHandle;
import dev.aatomic.runtime.internal.jdbc.sql.ReadingSql;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.lane.Beginner;
import dev.aatomic.runtime.internal.lane.CallHold;
import dev.aatomic.runtime.internal.lane.DriverCalls;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.observe.StepOperation;
import dev.aatomic.runtime.internal.transaction.SetSavepoint;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.internal.transaction.TransactionLoss;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A block's share of its lane's connection: gives the handles their turn, and the block the failures. It is itself the ledger of its
 * handles, which saves an object for each block with a statement.
 */
final class ScopeConnection extends HandleLedger implements HandleOwner {

    private final BlockScope scope;

    /** The innermost step that is running. Touched by the thread that runs it, which holds the lane. */
    private @Nullable Step<?> step;

    /** Whether a statement failed, or may have, in the block or in one that is undone with it. Touched by whoever holds the lane. */
    private boolean failedStatement;

    /** The block's savepoint; null until a statement needs it. Touched by whoever holds the lane. */
    private @Nullable SetSavepoint savepoint;

    /** Whether the block's end has its turn, and closes what was left open. Guarded by the lane's lock. */
    private boolean isClosing;

    ScopeConnection(BlockScope scope) {
        this.scope = scope;
    }

    @Override
    public <T extends @Nullable Object> T call(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        return call(kind, statement, call, null, ThreadState.current());
    }

    /**
     * As {@link #call(HandleOwner.Kind, Statement, DriverCall)}.
     *
     * @param step the step in which the handle of this call was opened, if any
     */
    <T extends @Nullable Object> T call(
            Kind kind, @Nullable Statement statement, DriverCall<T> given, @Nullable Step<?> step, ThreadState thread)
            throws SQLException {
        DriverCall<T> call =
                scope.observation == null ? given : recorded(kind, statement, given, scope.observation.flight);
        CallHold hold = DriverCalls.begin(scope.lane, scope, thread);
        if (hold == CallHold.NONE) {
            return callInTurn(kind, statement, call, step, thread);
        }
        ForkedCall forked = InheritedContext.IS_THERE && hold == CallHold.STEP ? ForkedCall.ofStep(thread) : null;
        try {
            if (forked != null) {
                forked.entersDriver();
            }
            return perform(kind, statement, call);
        } finally {
            if (forked != null) {
                forked.leavesDriver();
            }
            DriverCalls.end(scope.lane, hold);
        }
    }

    /** The same call, told to flight recordings if it goes to the database. A savepoint is told of where it is set. */
    private <T extends @Nullable Object> DriverCall<T> recorded(
            Kind kind, @Nullable Statement statement, DriverCall<T> call, @Nullable BlockFlight flight) {
        if (flight == null || kind != Kind.STATEMENT || call instanceof SavepointCall) {
            return call;
        }
        return connection -> {
            Object begun = flight.beginStep();
            boolean failed = true;
            try {
                T result = call.apply(connection);
                failed = false;
                return result;
            } finally {
                flight.endStep(begun, StepOperation.STATEMENT, failed, scope.database.recordedSql(statement));
            }
        };
    }

    private interface SavepointCall<T extends @Nullable Object> extends DriverCall<T> {}

    private <T extends @Nullable Object> T callInTurn(
            Kind kind, @Nullable Statement statement, DriverCall<T> call, @Nullable Step<?> step, ThreadState thread)
            throws SQLException {
        ScopeWork.checkNotInChild(scope, thread);
        if (step != null && thread.step != scope) {
            step.checkOver();
        }
        Beginner beginner = InheritedContext.IS_THERE ? ForkedBlock.beginner(thread) : null;
        ForkedCall forked = beginner == null ? null : new ForkedCall(scope);
        BlockingCall<T> queued = new BlockingCall<>(this, kind, statement, call, forked);
        if (beginner != null && forked != null) {
            forked.waits(queued, queued.future(), queued::cancel);
            beginner.begins(forked);
        }
        if (!LaneExecution.execute(scope.lane, scope, queued, thread)) {
            throw ScopeWork.refusal(scope);
        }
        return queued.await();
    }

    /** The step in which this thread is, for the handles that are opened in it. Holding the lane. */
    HandleOwner ownerInStep() {
        return step != null ? step : this;
    }

    /** Returns the step around it, to be given to {@link #leaveStep}. */
    @Nullable
    Step<?> enterStep(Step<?> entered) {
        Step<?> around = step;
        step = entered;
        return around;
    }

    void leaveStep(@Nullable Step<?> around) {
        step = around;
    }

    BlockScope scope() {
        return scope;
    }

    /**
     * Makes the call. Holding the lane.
     *
     * <p>The code that the call passes through is kept this short so that the compiler sees it whole and does away with the caller's
     * function, which would be an object for each call.
     */
    <T extends @Nullable Object> T perform(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        JdbcSession resource = prepare(kind, statement);
        // An interrupt that a body left behind would close the driver's socket on a virtual thread, and BEGIN goes with
        // a statement.
        boolean interrupted = InterruptFlag.putAside();
        T result;
        try {
            result = call.apply(resource.connection());
            if (statement != null) {
                resource.statementEnded();
            }
        } catch (Throwable t) {
            if (statement != null) {
                resource.statementEnded();
                resource.statementFailed();
            }
            failed(t, kind, kind == Kind.STATEMENT, resource, call);
            endUse(resource);
            throw t;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
        boolean isOpen = kind != Kind.STATEMENT || resource.isTransactionOpen();
        if (scope.lane.source != null) {
            endUse(resource);
        }
        if (!isOpen) {
            throw endedFromWithin("by the statement that was sent last");
        }
        return result;
    }

    /** Of a connection that was lent. */
    private void endUse(JdbcSession resource) {
        if (scope.lane.enclosing() != null) {
            resource.endUse();
        }
    }

    private JdbcSession prepare(Kind kind, @Nullable Statement statement) throws SQLException {
        Transaction<JdbcSession> transaction = scope.transaction();
        JdbcSession resource = transaction.resource();
        if (kind == Kind.STATEMENT || kind == Kind.UNWRAP) {
            transaction.checkUsable(scope);
            // If the user has ended the transaction through the driver's own connection, the driver would begin
            // another.
            if (resource.isUnwrapped() && !resource.isTransactionOpen() && !EnclosingWork.isOver(scope)) {
                throw endedFromWithin("before a statement, through the driver's own connection");
            }
        }
        if (scope.lane.source != null && scope.lane.enclosing() != null) {
            EnclosingWork.beginUse(scope, resource);
        }
        try {
            if (kind == Kind.STATEMENT) {
                transaction.prepareStatement(scope);
            } else {
                prepare(kind, transaction, resource);
            }
            if (statement != null) {
                resource.statementStarts(statement);
                if (scope.phase.isCutShort()) {
                    // A cancel that comes from now on finds the statement; one that came before has cut the block
                    // short.
                    resource.statementEnded();
                    throw stopped();
                }
            }
            return resource;
        } catch (Throwable t) {
            failed(t, kind, false, resource, null);
            endUse(resource);
            throw t;
        }
    }

    private void prepare(Kind kind, Transaction<JdbcSession> transaction, JdbcSession resource) throws SQLException {
        // Not a switch, for which the compiler would make a class.
        if (kind == Kind.PREPARE) {
            transaction.checkNotLost(scope);
            transaction.begin();
        } else if (kind == Kind.PROPERTY) {
            resource.propertyTouched();
        } else if (kind == Kind.UNWRAP) {
            transaction.prepareStatement(scope);
            scope.mayHaveFailedStatement();
            resource.unwrapped();
            resource.beforeOtherThanSql();
        }
    }

    private void failed(
            Throwable failure, Kind kind, boolean sentStatement, JdbcSession resource, @Nullable DriverCall<?> call) {
        Transaction<JdbcSession> transaction = scope.transaction();
        TransactionLoss.callFailed(transaction, failure, sentStatement);
        if (sentStatement && !transaction.isInDoubt() && !resource.isTransactionOpen()) {
            transaction.doubt(transactionEnded("by a statement that failed, see the cause", failure));
        }
        boolean isUndone = call instanceof AloneCall<?> alone && alone.isUndone();
        if (kind != Kind.PROPERTY && !isUndone) {
            scope.statementFailed(failure);
        }
    }

    /** The database has the last word: if it is no longer in a transaction, the block has none, whoever ended it. */
    private RefusedCallException endedFromWithin(String how) {
        return RefusedCallException.of(ended(transactionEnded(how, null)));
    }

    private CommitOutcomeUnknownException ended(CommitOutcomeUnknownException ended) {
        scope.transaction().doubt(ended);
        scope.statementFailed(ended);
        return ended;
    }

    private CommitOutcomeUnknownException transactionEnded(String how, @Nullable Throwable cause) {
        return new CommitOutcomeUnknownException(
                "Whether what block " + scope.outermost().place()
                        + " did was committed is not known, because its transaction was ended from within, " + how
                        + ": block " + scope.place()
                        + " found it gone. What commits or rolls back by itself, as a procedure may, belongs outside"
                        + " of blocks: autocommit(...), or @NonAatomic. Ask the database before doing the work again",
                cause);
    }

    @Override
    public String toString() {
        return "block " + scope.place();
    }

    private TransactionManagementException stopped() {
        return new TransactionManagementException(
                "A statement was refused because block " + scope.place()
                        + " had failed or was cancelled while the step was running. It is being rolled back",
                null);
    }

    @Override
    public boolean isOpen() {
        synchronized (scope.lane) {
            return !scope.phase.isOver();
        }
    }

    @Override
    public boolean isInTest() {
        return scope.outermost().settings.isTest;
    }

    @Override
    public boolean isAutocommit() {
        return false;
    }

    @Override
    public SqlRules sqlRules(String sql) throws SQLException {
        return sqlRules(sql, null);
    }

    /**
     * As {@link #sqlRules(String)}.
     *
     * @param from the step in which the handle of this call was opened, if any
     */
    SqlRules sqlRules(String sql, @Nullable Step<?> from) throws SQLException {
        // The call begins the transaction, as the statement in question would do anyway.
        DatabaseDialect dialect = dialect(Kind.PREPARE, from);
        SqlSyntax syntax = dialect.syntax();
        BlockScope outermost = scope.outermost();
        if (!outermost.settings.isReadOnly) {
            return syntax.inTransaction();
        }
        if (dialect.readOnly().checked()) {
            return syntax.inReadOnly();
        }
        if (!ReadingSql.hasOnlyQueries(sql, syntax)) {
            synchronized (outermost.lane) {
                outermost.obligations().expectAnswer();
            }
        }
        return syntax.inTransaction();
    }

    @Override
    public HandleLedger.Restoration readSchema(Connection connection) throws SQLException {
        return scope.database.dialect(connection).readSchema(connection)::apply;
    }

    @Override
    public boolean undoesSettings() throws SQLException {
        return undoesSettings(null);
    }

    /**
     * As {@link #undoesSettings()}.
     *
     * @param from the step in which the handle of this call was opened, if any
     */
    boolean undoesSettings(@Nullable Step<?> from) throws SQLException {
        // Another library's transaction goes on after the block, whatever became of that.
        return dialect(Kind.PROPERTY, from).undoesSettings() && scope.lane.enclosing() == null;
    }

    /** What the database does in its own way; a call of this kind asks for it the first time. */
    private DatabaseDialect dialect(Kind kind, @Nullable Step<?> from) throws SQLException {
        DatabaseDialect known = scope.database.knownDialect();
        return known != null ? known : call(kind, null, scope.database::dialect, from, ThreadState.current());
    }

    @Override
    public boolean isKnownOpen() {
        return scope.transaction().resource().isKnownOpen();
    }

    @Override
    public void beforeOtherThanSql() throws SQLException {
        scope.transaction().resource().beforeOtherThanSql();
    }

    @Override
    public SavepointHandle setSavepoint(@Nullable String name) throws SQLException {
        SavepointHandle savepoint = SavepointHandle.of(name);
        return call(Kind.STATEMENT, null, (SavepointCall<SavepointHandle>) connection -> {
            if (scope.lane.hasCallbacks) {
                prepareSavepoint(savepoint);
            }
            savepoint.set(scope.transaction().savepoints().setManual(savepoint, scope));
            return savepoint;
        });
    }

    private void prepareSavepoint(SavepointHandle savepoint) {
        try {
            Synchronizations.beforeSavepoint(scope, savepoint, ThreadState.current());
        } catch (Exception e) {
            throw Failures.<RuntimeException>rethrow(e);
        }
    }

    @Override
    public void rollbackTo(SavepointHandle savepoint) throws SQLException {
        call(Kind.STATEMENT, null, (SavepointCall<@Nullable Void>) connection -> {
            savepoint.checkOurs();
            scope.transaction().savepoints().rollbackTo(savepoint, scope);
            if (scope.lane.hasCallbacks) {
                Synchronizations.afterRollback(scope, savepoint, true);
            }
            return null;
        });
    }

    @Override
    public void releaseSavepoint(SavepointHandle savepoint) throws SQLException {
        call(Kind.STATEMENT, null, (SavepointCall<@Nullable Void>) connection -> {
            savepoint.checkOurs();
            scope.transaction().savepoints().releaseManual(savepoint, scope);
            if (scope.lane.hasCallbacks) {
                Synchronizations.afterRelease(scope, savepoint);
            }
            return null;
        });
    }

    @Override
    public HandleLedger ledger() {
        return this;
    }

    @Override
    public void handleClosed() {
        // The connection is the scope's and stays until its end.
    }

    @Nullable
    SetSavepoint savepoint() {
        return savepoint;
    }

    void savepointSet(SetSavepoint set) {
        savepoint = set;
    }

    /** Holding the lane's lock. */
    void closes() {
        assert Thread.holdsLock(scope.lane) : "the close was noted without the lane's lock";
        isClosing = true;
    }

    /** Holding the lane's lock. */
    boolean isClosing() {
        assert Thread.holdsLock(scope.lane) : "the close was looked at without the lane's lock";
        return isClosing;
    }

    void mayHaveFailedStatement() {
        failedStatement = true;
    }

    boolean hasFailedStatement() {
        return failedStatement;
    }

    /** Closes what was left open. Holding the lane. */
    void closeStatements() {
        Transaction<JdbcSession> transaction = scope.transaction();
        JdbcSession resource = transaction.resource();
        PostgresCopy.End copy = resource.endCopy();
        if (copy != PostgresCopy.End.NONE) {
            leftovers().copyEnded(copy);
        }
        if (!transaction.isInDoubt() && !resource.isTransactionOpen() && !EnclosingWork.isOver(scope)) {
            ended(transactionEnded("after the last statement, through the driver's own connection", null));
        }
        if (hasOpen()) {
            leftovers().closeAll();
        }
    }

    /** As {@link ScopeLeftovers#restoreSettings}. Holding the lane. */
    void restoreSettings() {
        leftovers().restoreSettings();
    }

    /** Puts back what was changed through the handles, and is changed still. Holding the lane. */
    void restore() {
        if (hasChanges()) {
            leftovers().restore();
        }
    }

    private ScopeLeftovers leftovers() {
        return new ScopeLeftovers(scope, this);
    }
}
