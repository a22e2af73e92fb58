package dev.aatomic.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws of its own. A failure of the user's own code is never wrapped in one.
 *
 * <p>The caller of a block gets the block's first failure, or an exception with that as its cause. A later failure, such as one of the
 * rollback, is suppressed in the exception if this was made for the block, and logged if it was not: nothing is ever added to the user's
 * own exception, which may be a constant, or to that of another block.
 */
public abstract class TransactionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What became of the work. */
    private final Outcome outcome;

    /**
     * Creates an exception of this package.
     *
     * @param message what was found, what was expected and how to mend it
     * @param cause what led here
     * @param outcome what became of the work
     */
    protected TransactionException(String message, @Nullable Throwable cause, Outcome outcome) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * What became of the work. For a call that was refused it is {@link Outcome#ROLLED_BACK}: nothing of the call will ever be committed,
     * whatever becomes of the block in which it was refused.
     *
     * @return the outcome
     */
    public final Outcome outcome() {
        return outcome;
    }
}
