package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A block was not entered, because it would have waited for ever: either for a connection, where all are held by blocks that wait for it,
 * or for others like it, to end; or for the end of such a block, which is open in the block that it is nested in. Its body did not run; only
 * that of a block which takes its connection with its first statement ({@link dev.aatomic.ConnectionAcquisition#LAZY}) has begun, and was cut
 * short. The blocks around it go on, and may do without it. A step outside any transaction that belongs to an open block fails with it for the same reason.
 *
 * <p>Thrown for a block with {@code REQUIRES_NEW}, or on another database, inside a block. The pool needs more connections than as many
 * blocks as may be open at once hold together with those inside them, or the inner block must join the one around it. Thrown also for a
 * block that is opened inside a block of another database and nested in an outer block, while another child of the outer block is open.
 */
public final class PoolDeadlockException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public PoolDeadlockException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
