package dev.aatomic.runtime.support;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** What a call on the driver may do instead of its work, in the order of the columns of the table of faults. */
public enum FaultKind {
    SQL_EXCEPTION,
    /** An SQLException that says that the connection is lost. */
    LOST,
    RUNTIME_EXCEPTION,
    ERROR,
    /** It does not return. */
    HANG;

    /** Those that throw. */
    public static List<FaultKind> thrown() {
        return Arrays.stream(values()).filter(kind -> kind != HANG).toList();
    }

    /** A new failure of this kind. */
    public Throwable failure() {
        return switch (this) {
            case SQL_EXCEPTION -> new SQLException("injected", "HY000");
            case LOST -> new SQLException("lost", "08006");
            case RUNTIME_EXCEPTION -> new IllegalStateException("injected");
            case ERROR -> new LinkageError("injected");
            case HANG -> throw new IllegalStateException("A call that hangs throws nothing");
        };
    }
}
