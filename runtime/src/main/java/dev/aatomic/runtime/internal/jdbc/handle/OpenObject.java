package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.ReleasedField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A statement or result set in use. It is itself the call that closes it, which so needs no object of its own. Its links belong to
 * {@link HandleLedger} and are touched only while the lane is held.
 */
abstract class OpenObject extends DriverObject implements DriverCall<@Nullable Void> {

    @Nullable
    OpenObject newer;

    @Nullable
    OpenObject older;

    boolean listed;

    private volatile boolean closed;

    private static final VarHandle CLOSED = ReleasedField.of(MethodHandles.lookup(), "closed", boolean.class);

    OpenObject(ConnectionHandle opener) {
        super(opener);
    }

    /**
     * Closes the driver's object. The lane is held.
     *
     * @throws SQLException what the driver threw
     */
    abstract void closeDriverObject() throws SQLException;

    /** Whether it was closed through its handle or by its ledger. */
    boolean isMarkedClosed() {
        return closed;
    }

    final void markClosed() {
        CLOSED.setRelease(this, true);
    }

    /**
     * Closes for the user; the second time it does nothing.
     *
     * @throws SQLException what the driver threw
     */
    public final void close() throws SQLException {
        if (isMarkedClosed()) {
            return;
        }
        markClosed();
        try {
            opener.owner.<@Nullable Void>call(HandleOwner.Kind.PROPERTY, null, this);
        } catch (TransactionManagementException refused) {
            // The scope is ending, or may not be used from here. At its end it closes what is still open, so nothing is
            // lost.
        }
    }

    @Override
    public final @Nullable Void apply(Connection connection) throws SQLException {
        opener.owner.ledger().remove(this);
        closeDriverObject();
        return null;
    }
}
