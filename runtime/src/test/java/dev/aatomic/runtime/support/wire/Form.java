package dev.aatomic.runtime.support.wire;

/** How a block is written. */
public enum Form {
    /** {@code getStageAsync}. */
    ASYNCHRONOUS,

    /** {@code getAsync}. */
    DISPATCHED,

    /** {@code get}. */
    BLOCKING
}
