package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.DriverCall;
import dev.aatomic.runtime.internal.jdbc.HandleLedger;
import dev.aatomic.runtime.internal.jdbc.HandleOwner;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A block's share of its lane's connection: gives the handles their turn, and the block the failures. */
final class ScopeConnection implements HandleOwner {

    private static final System.Logger LOGGER = System.getLogger(ScopeConnection.class.getName());

    private final BlockNode scope;
    private @Nullable HandleLedger ledger;

    ScopeConnection(BlockNode scope) {
        this.scope = scope;
    }

    @Override
    public <T extends @Nullable Object> T call(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        ThreadState thread = ThreadState.current();
        if (scope.lane.isHeldByStep(scope, thread)) {
            try {
                return perform(kind, statement, call);
            } finally {
                scope.lane.calledInStep();
            }
        }
        if (scope.lane.beginExclusive(scope, thread)) {
            try {
                return perform(kind, statement, call);
            } finally {
                scope.lane.endExclusive();
            }
        }
        ((BlockContext) scope).checkNotInChild();
        BlockingCall<T> queued = new BlockingCall<>(this, kind, statement, call);
        if (!scope.lane.execute(scope, queued)) {
            throw ((BlockContext) scope).refusal();
        }
        return queued.await();
    }

    BlockNode scope() {
        return scope;
    }

    /** Holding the lane. */
    <T extends @Nullable Object> T perform(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        TransactionState transaction = scope.transaction;
        if (kind == Kind.STATEMENT || kind == Kind.UNWRAP) {
            transaction.checkUsable(scope);
        }
        JdbcResource resource = (JdbcResource) transaction.resource();
        boolean sent = false;
        try {
            switch (kind) {
                case STATEMENT -> transaction.prepareStatement(scope);
                case UNWRAP -> {
                    transaction.prepareStatement(scope);
                    scope.mayHaveFailedStatement();
                }
                case PREPARE -> {
                    transaction.checkNotLost(scope);
                    transaction.begin();
                }
                case PROPERTY -> resource.propertyTouched();
                default -> {}
            }
            if (statement == null) {
                sent = true;
                return call.apply(resource.connection());
            }
            resource.statementStarts(statement);
            try {
                // A cancel from now on finds the statement, one before this has stopped the block.
                checkNotStopped();
                sent = true;
                return call.apply(resource.connection());
            } finally {
                resource.statementEnded();
            }
        } catch (Throwable t) {
            transaction.callFailed(t, sent && kind == Kind.STATEMENT);
            if (kind != Kind.PROPERTY) {
                scope.statementFailed(t);
            }
            throw t;
        }
    }

    private void checkNotStopped() {
        if (!scope.phase().isCutShort()) {
            return;
        }
        throw new TransactionManagementException(
                "A statement was refused because block " + scope.place()
                        + " had failed or was cancelled while the step was running. It is being rolled back",
                null);
    }

    @Override
    public boolean isOpen() {
        synchronized (scope.lane) {
            return !scope.phase().isOver();
        }
    }

    @Override
    public boolean isAutocommit() {
        return false;
    }

    @Override
    public Savepoint setSavepoint(@Nullable String name) throws SQLException {
        return call(Kind.STATEMENT, null, connection -> scope.transaction.setManualSavepoint(name));
    }

    @Override
    public void rollbackTo(Savepoint savepoint) throws SQLException {
        call(Kind.STATEMENT, null, connection -> {
            scope.transaction.rollbackTo(savepoint);
            return null;
        });
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        call(Kind.STATEMENT, null, connection -> {
            scope.transaction.releaseManual(savepoint);
            return null;
        });
    }

    @Override
    public HandleLedger ledger() {
        if (ledger == null) {
            ledger = new HandleLedger();
        }
        return ledger;
    }

    @Override
    public void handleClosed() {
        // The connection is the scope's and stays until its end.
    }

    /** Closes what was left open. Holding the lane. */
    void closeStatements() {
        Throwable failure = ledger != null && ledger.hasOpen() ? ledger.closeAll() : null;
        if (failure != null) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A statement that block " + scope.place() + " had left open could not be closed",
                    failure);
        }
    }

    /** Puts back what was changed through the handles. Holding the lane. */
    void restore() {
        if (ledger == null || !ledger.hasChanges()) {
            return;
        }
        try {
            JdbcResource resource = (JdbcResource) scope.transaction.resource();
            resource.propertiesRestored();
            ledger.restore(resource.connection());
        } catch (Throwable t) {
            scope.transaction.markUnusable();
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "What block " + scope.place()
                            + " had changed on its connection could not be put back; the connection is"
                            + " thrown away",
                    t);
        }
    }
}
