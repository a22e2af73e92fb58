package dev.aatomic.runtime.truth;

/** How a body ends when nothing ended it before. */
enum End {
    VALUE,
    /** As {@link #VALUE}; nothing at all is done before. */
    VALUE_OF_NOTHING,
    /** The thread is left with its interrupt flag set. */
    VALUE_INTERRUPTED,
    /** The stage fails, or the blocking body throws. */
    FAILS,
    /** The body throws at once, with its work under way. */
    THROWS,
    /** As {@link #FAILS}, with an {@code Error}. */
    ERROR,
    BAD_STATEMENT,
    /** A failure to retry for, until the last attempt but one. */
    TRANSIENT,
    /** As {@link #TRANSIENT}, each time. */
    TRANSIENT_ALWAYS,
    NEVER
}
