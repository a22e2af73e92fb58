package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A call that needs a scope was made where none is current: no block is open, since the implementation was called in place of the class
 * that was generated for it, or its context was lost on the way to this thread. The message names the call and the line where it was made.
 */
public final class NoTransactionException extends TransactionManagementException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public NoTransactionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
