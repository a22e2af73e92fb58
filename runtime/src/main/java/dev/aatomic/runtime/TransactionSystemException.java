package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * COMMIT, or the RELEASE of a nested block's savepoint, was answered with an error, or could not be sent: the block is rolled back. The
 * cause is the database's own error; there is none if the RELEASE, or what comes before COMMIT, did not come back in time. An exception for
 * which {@code noRollbackFor} would have committed is suppressed in this one.
 */
public final class TransactionSystemException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public TransactionSystemException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
