package dev.aatomic.runtime;

/** Which blocks may be opened where no block is current. */
public enum Outermost {
    /** Every block. */
    ANY,
    /** Only {@code durable} ones, so that a block whose context was lost fails instead of becoming a transaction of its own. */
    DURABLE
}
