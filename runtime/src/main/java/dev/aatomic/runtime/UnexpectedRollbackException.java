package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A block ended normally but was rolled back, because something in it had failed before and the failure was swallowed. The
 * cause is what broke the block.
 *
 * <p>Thrown also in place of an exception that {@code noRollbackFor} names: a block that is broken, or that was told to roll back, does not
 * commit for it. That exception is suppressed in this one.
 */
public final class UnexpectedRollbackException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public UnexpectedRollbackException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
