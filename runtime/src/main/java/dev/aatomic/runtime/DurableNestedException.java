package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A {@code durable} block was opened inside another block of its database, or inside another library's transaction on it. The refused block
 * left no trace; what is around it is not marked for rollback by it.
 */
public final class DurableNestedException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public DurableNestedException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
