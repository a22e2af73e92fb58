package dev.aatomic.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction <em>committed</em>, and then a hook failed. The cause is the hook's own failure; the hooks
 * registered after it were dropped.
 */
public final class AfterCommitException extends TransactionException {

    private static final long serialVersionUID = 1L;

    private final transient List<Object> droppedHooks;
    private final transient @Nullable Object result;

    /**
     * Creates the exception. Made by this library.
     *
     * @param message what was found and how to mend it
     * @param cause the hook's failure
     * @param droppedHooks the hooks that did not run because of it, in the order of their registration
     * @param result what the block returned
     */
    public AfterCommitException(String message, Throwable cause, List<?> droppedHooks, @Nullable Object result) {
        super(message, cause, Outcome.COMMITTED);
        this.droppedHooks = List.copyOf(droppedHooks);
        this.result = result;
    }

    /**
     * The later hooks that were dropped.
     *
     * @return the hooks as they were registered, in order
     */
    public List<Object> droppedHooks() {
        return droppedHooks == null ? List.of() : droppedHooks;
    }

    /**
     * What the committed block returned: the value that the caller would have got had the hook not failed.
     *
     * @return the value; null also after serialization
     */
    public @Nullable Object result() {
        return result;
    }
}
