package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A block was not done within its timeout and was rolled back. An exception for which {@code noRollbackFor} would have committed, had it
 * come in time, is suppressed in this one.
 */
public final class TransactionTimedOutException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public TransactionTimedOutException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
