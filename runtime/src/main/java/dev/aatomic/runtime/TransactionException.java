package dev.aatomic.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws of its own. A failure of the user's own code is never wrapped in one.
 *
 * <p>What a block failed with first is what its caller gets, or the cause of it. What failed afterwards, in its rollback for one, is
 * suppressed in an exception that was made for this block, and logged beside any other: to the user's own, which may be a constant, and to
 * that of another block nothing is ever added.
 */
public abstract class TransactionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    /**
     * For the exceptions of this package.
     *
     * @param message what was found, what was expected and the mend
     * @param cause what led here
     * @param outcome what became of the work
     */
    protected TransactionException(String message, @Nullable Throwable cause, Outcome outcome) {
        super(message, cause);
        this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * What became of the work. For a call that was refused: {@link Outcome#ROLLED_BACK}, nothing of it will ever be committed;
     * the block in which it was refused goes its own way.
     *
     * @return the outcome
     */
    public final Outcome outcome() {
        return outcome;
    }
}
