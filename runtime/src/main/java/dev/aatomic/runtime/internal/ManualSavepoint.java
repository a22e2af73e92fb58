package dev.aatomic.runtime.internal;

import java.sql.SQLException;
import java.sql.Savepoint;

/** A savepoint of a user, and what was registered before it. */
record ManualSavepoint(Savepoint savepoint, long sequence, long hooks) implements Savepoint {
    @Override
    public int getSavepointId() throws SQLException {
        return savepoint.getSavepointId();
    }

    @Override
    public String getSavepointName() throws SQLException {
        return savepoint.getSavepointName();
    }
}
