package dev.aatomic.runtime.internal.transaction;

import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of a user, and what was registered before it.
 *
 * @param savepoint the driver's
 * @param name the user's name for it, if it has one
 * @param boundary the block in whose savepoint or transaction it lies
 * @param sequence its number among the savepoints of the transaction
 * @param hooks the last hook before it
 */
public record ManualSavepoint(
        Savepoint savepoint, @Nullable String name, TransactionBlock boundary, long sequence, long hooks)
        implements Savepoint {

    /** The standard's SQLState. */
    private static final String SAVEPOINT_EXCEPTION = "3B000";

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw new SQLException("The savepoint has a name, '" + name + "', and no id", SAVEPOINT_EXCEPTION);
        }
        return (int) sequence;
    }

    @Override
    public String getSavepointName() throws SQLException {
        return name != null ? name : savepoint.getSavepointName();
    }

    /** The driver's savepoint, which is there once. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Savepoint " + sequence + " of its transaction";
    }
}
