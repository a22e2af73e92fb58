package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionManagementException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A value behind a handle, which outlives the connection handle that it came from, but not its block. */
abstract class ValueHandle extends DriverObject {

    ValueHandle(ConnectionHandle opener) {
        super(opener);
    }

    /** Does nothing: a value is never closed, and its block says with each turn whether it is still there. */
    final void checkOpen() {}

    final <T extends @Nullable Object> T inTurn(HandleOwner.Kind kind, DriverCall<T> call) throws SQLException {
        return opener.callOwner(kind, null, call);
    }

    /**
     * Frees the driver's object, unless its block has ended, which frees it too.
     *
     * @throws SQLException what the driver threw
     */
    final void free(DriverCall<Boolean> call) throws SQLException {
        try {
            opener.owner.call(HandleOwner.Kind.PROPERTY, null, call);
        } catch (TransactionManagementException ended) {
            // The transaction's end has freed it.
        }
    }
}
