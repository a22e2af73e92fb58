package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A block could not be entered, since no connection could be had or it was refused before. Its body did not run; only that of a block which
 * takes its connection with its first statement ({@link dev.aatomic.ConnectionAcquisition#LAZY}) has begun, and was cut short. BEGIN is sent
 * with the first statement of the body: if BEGIN fails, that statement fails as the driver reports it.
 */
public final class CannotCreateTransactionException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public CannotCreateTransactionException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
