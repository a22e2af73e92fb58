package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * COMMIT was sent, and whether it took effect is not known. No hook ran and nothing was retried; the connection was thrown
 * away. The cause is what COMMIT failed with; there is none where its answer did not come in time. An exception for which {@code
 * noRollbackFor} would have committed is suppressed in this one.
 *
 * <p>Also, on PostgreSQL: BEGIN failed, for whose answer the driver does not wait, so the first statement may have been committed by
 * itself. The cause is what that statement failed with; all else was rolled back.
 *
 * <p>Also: COMMIT was never sent, since the transaction had been ended from within, by what went past the library; what was done before
 * may have been committed there. The cause was made at the statement that found it.
 */
public final class CommitOutcomeUnknownException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and the mend
     * @param cause what led here
     */
    public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.UNKNOWN);
    }
}
