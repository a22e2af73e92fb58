package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A block could not be entered: no connection could be had, or the transaction or savepoint could not be begun. Its body did
 * not run.
 */
public final class CannotCreateTransactionException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was found, what was expected and the mend
     * @param cause what led here
     */
    public CannotCreateTransactionException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
