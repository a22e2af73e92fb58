package dev.aatomic.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The root of everything this library throws of its own. A failure of the user's own code is never wrapped in one. */
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
