package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import dev.aatomic.runtime.internal.transaction.Savepoints;
import dev.aatomic.runtime.internal.transaction.SetSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A call of a statement that stands alone in a test: if it fails, it is undone, and breaks nothing.
 *
 * @param <T> what it returns
 */
final class AloneCall<T extends @Nullable Object> implements DriverCall<T> {

    private final BlockScope host;
    private final HandleOwner.Kind kind;
    private final DriverCall<T> call;
    private boolean isUndone;

    AloneCall(BlockScope host, HandleOwner.Kind kind, DriverCall<T> call) {
        this.host = host;
        this.kind = kind;
        this.call = call;
    }

    /** Whether it failed, and the transaction is as it was before it. Holding the lane. */
    boolean isUndone() {
        return isUndone;
    }

    @Override
    public T apply(Connection connection) throws SQLException {
        return kind == HandleOwner.Kind.STATEMENT ? send(connection) : lookUp(connection);
    }

    private T send(Connection connection) throws SQLException {
        Savepoints savepoints = host.transaction().savepoints();
        SetSavepoint set = savepoints.setAlone();
        try {
            T result = call.apply(connection);
            savepoints.keepAlone(set);
            return result;
        } catch (Throwable t) {
            isUndone = savepoints.undoAlone(set, host);
            throw t;
        }
    }

    /** Sends no statement, so a savepoint before each such call would be too much: whether one can be set tells if it did harm. */
    private T lookUp(Connection connection) throws SQLException {
        try {
            return call.apply(connection);
        } catch (Throwable t) {
            isUndone = isAlive();
            throw t;
        }
    }

    private boolean isAlive() {
        try {
            ResourceSavepoint probe = host.transaction().resource().setSavepoint(SavepointNames.PROBE);
            probe.release();
            return true;
        } catch (SQLException | RuntimeException dead) {
            return false;
        }
    }
}
