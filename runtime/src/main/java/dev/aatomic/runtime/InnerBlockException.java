package dev.aatomic.runtime;

/**
 * The body of a block let through the exception of another block that was opened inside it and had another {@link #outcome()}. The cause is
 * that exception; the outcome of this exception is that of the block whose caller gets it.
 *
 * <p>For example: a block with {@code REQUIRES_NEW} committed and its hook failed, and the block around it was rolled back by that
 * {@link AfterCommitException}. Or a nested block was rolled back, and {@code noRollbackFor} let the block around it commit all the same.
 */
public final class InnerBlockException extends TransactionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause the exception of the other block
     * @param outcome what became of the block whose body let it through
     */
    public InnerBlockException(String message, TransactionException cause, Outcome outcome) {
        super(message, cause, outcome);
    }
}
