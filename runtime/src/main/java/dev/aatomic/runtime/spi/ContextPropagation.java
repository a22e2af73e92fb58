package dev.aatomic.runtime.spi;

/**
 * Brings the current scope to the threads of other libraries, by whatever means these have. Found as a service when {@code
 * builder().contextPropagation(true)} is built.
 */
public interface ContextPropagation {

    /**
     * Called when transactions are built; again for further ones.
     *
     * @param current reads and sets what is current on a thread
     */
    void register(CurrentScope current);
}
