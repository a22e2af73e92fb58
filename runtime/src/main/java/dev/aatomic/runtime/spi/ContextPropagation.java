package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * Brings the current scope to the threads of other libraries, by whatever means these have. Found as a service when {@code
 * builder().contextPropagation(true)} is built.
 */
public interface ContextPropagation {

    /**
     * Called for each {@code Transactions} that is built with context propagation.
     *
     * @param current reads and sets what is current on a thread
     */
    void register(CurrentScope current);

    /**
     * Returns what carries the other values of these libraries to the threads on which the code of blocks runs. Called when transactions
     * are built.
     *
     * @return captures them; null if there is nothing to carry
     */
    default @Nullable ContextCapture capture() {
        return null;
    }
}
