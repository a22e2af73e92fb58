package dev.aatomic.timeline.internal.model;

/** What a part of a block's time was spent on. */
public enum PartKind {
    /** Waiting for a connection. */
    WAITING,

    /** In the database, or in its driver. */
    DATABASE,

    /** In the application's code. */
    BODY,

    /** Holding the connection while neither of these ran. */
    IDLE,

    /** In a hook. */
    HOOK,

    /** Holding the connection, and the recording does not say what for. */
    HELD
}
