package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * COMMIT was sent, and whether it took effect is not known. No hook ran and nothing was retried; the connection was thrown away. The cause
 * is what COMMIT failed with; there is none if its answer did not come in time. An exception for which {@code noRollbackFor} would have
 * committed is suppressed in this one.
 *
 * <p>Thrown also if BEGIN failed on PostgreSQL: the driver does not wait for its answer, so the first statement may have been committed by
 * itself. The cause is what that statement failed with; all else was rolled back.
 *
 * <p>Thrown also if COMMIT was never sent, since the transaction had been ended from within by something that went past the library: what
 * was done before that may have been committed. The cause was made at the statement that found this.
 */
public final class CommitOutcomeUnknownException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.UNKNOWN);
    }
}
