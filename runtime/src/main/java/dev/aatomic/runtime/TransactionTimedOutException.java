package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/** A block was not done within its timeout and was rolled back. */
public final class TransactionTimedOutException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was found, what was expected and the mend
     * @param cause what led here
     */
    public TransactionTimedOutException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
