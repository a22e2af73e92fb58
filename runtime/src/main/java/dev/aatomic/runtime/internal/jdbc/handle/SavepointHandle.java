package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionManagementException;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** A savepoint as a user has it. The block that it belongs to knows it by its identity. */
public final class SavepointHandle implements Savepoint {

    /** The standard's SQLState for a savepoint that cannot do what it is asked for. */
    private static final String SAVEPOINT_EXCEPTION = "3B000";

    private final @Nullable String name;

    /** What a user has given in place of one of ours; null for ours. */
    private final @Nullable String foreignType;

    private int number;

    private SavepointHandle(@Nullable String name, @Nullable String foreignType) {
        this.name = name;
        this.foreignType = foreignType;
    }

    /**
     * A savepoint that is to be set.
     *
     * @param name the user's name for it, null for an unnamed one
     */
    public static SavepointHandle of(@Nullable String name) {
        return new SavepointHandle(name, null);
    }

    /** The handle of what a user has given as a savepoint. */
    static SavepointHandle given(@Nullable Savepoint savepoint) {
        return savepoint instanceof SavepointHandle ours
                ? ours
                : new SavepointHandle(
                        null, savepoint == null ? "null" : savepoint.getClass().getName());
    }

    /** Sets its number among the savepoints of its transaction. Called before the user has it. */
    public void set(int sequence) {
        number = sequence;
    }

    /**
     * Refuses what is none of ours.
     *
     * @throws TransactionManagementException if it is another library's, or null
     */
    public void checkOurs() {
        if (foreignType != null) {
            throw new TransactionManagementException(
                    "The savepoint is of type '" + foreignType
                            + "', not one that savepoint() or a connection of this library returned",
                    null);
        }
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw new SQLException("The savepoint has a name, '" + name + "', and no id", SAVEPOINT_EXCEPTION);
        }
        return number;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw new SQLException("The savepoint has an id, " + number + ", and no name", SAVEPOINT_EXCEPTION);
        }
        return name;
    }

    @Override
    public String toString() {
        return "Savepoint " + number + " of its transaction";
    }
}
