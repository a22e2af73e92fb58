package dev.aatomic.runtime.support.wire;

import java.util.List;

/** How a block is written. */
public enum Form {
    /** {@code getStageAsync}. */
    ASYNCHRONOUS,

    /** {@code getAsync}. */
    DISPATCHED,

    /** {@code get}. */
    BLOCKING,

    /** {@code enter}, {@code exit}. */
    ENTERED,

    /** {@code getStageAsync} at {@code SERIALIZABLE}. */
    SERIALIZABLE,

    /** {@code getStageAsync} of a read-only block. */
    READ_ONLY;

    /** How work is given to blocks; the others differ from these in their beginning. */
    public static final List<Form> WORKING = List.of(ASYNCHRONOUS, DISPATCHED, BLOCKING);

    /** Whether who started the block holds the future of the block itself. */
    public boolean isCancellable() {
        return this != BLOCKING && this != ENTERED;
    }
}
