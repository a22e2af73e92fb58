package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A call that the state of its block forbids: a statement in a broken or ended block, transaction control on the connection
 * inside a block, the rollback flag outside one. The call had no effect; the cause, where there is one, is what broke the block.
 */
public class TransactionManagementException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     */
    public TransactionManagementException(String message, @Nullable Throwable cause) {
        super(message, cause, Outcome.ROLLED_BACK);
    }
}
