package dev.aatomic.runtime.support.wire;

/** What ends a block that the network does not let end. */
public enum Impatience {
    NONE,

    /** {@code timeout} of the block. */
    TIMEOUT,

    /** {@code cancel()} of its future. */
    CANCEL,

    /** {@code orTimeout} of its future. */
    OR_TIMEOUT
}
