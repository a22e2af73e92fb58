package dev.aatomic;

/** The isolation of a transaction, as in JDBC and the SQL standard. */
public enum Isolation {
    /** The connection's own, as the pool or the database has it. */
    DEFAULT,
    /** Sees what others have not committed yet. */
    READ_UNCOMMITTED,
    /** Each statement sees what was committed before it. */
    READ_COMMITTED,
    /** All statements see what was committed before the first. */
    REPEATABLE_READ,
    /** As if transactions ran one after another; the database fails one that does not fit in, which {@link Retry} repeats. */
    SERIALIZABLE
}
