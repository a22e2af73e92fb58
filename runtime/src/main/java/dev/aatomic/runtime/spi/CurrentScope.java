package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.internal.lane.ThreadScope;
import org.jspecify.annotations.Nullable;

/** What is current on a thread, as a value to carry to another. Safe for use by many threads; each call is about the calling thread. */
public interface CurrentScope {

    /**
     * What is current on whichever thread asks, for those who carry it.
     *
     * @return the same for all {@code Transactions}
     */
    static CurrentScope ofThread() {
        return ThreadScope.INSTANCE;
    }

    /**
     * What is current here.
     *
     * @return an opaque value; null where no scope is
     */
    @Nullable
    Object get();

    /**
     * Makes a scope current here. Statements that are then submitted here belong to it, and run after those submitted before, on a thread
     * that runs its code: the calling thread does not become one. Once the scope has ended they fail.
     *
     * @param scope from {@link #get()} on any thread; null for none
     * @throws IllegalArgumentException if it is something else
     */
    void set(@Nullable Object scope);

    /**
     * Runs an action with a scope current here, as {@link #set} makes it, and then puts back what was current before.
     *
     * @param scope from {@link #get()} on any thread; null for none
     * @param action the action; what it throws goes on to the caller
     * @throws IllegalArgumentException if the scope is something else
     */
    void run(@Nullable Object scope, Runnable action);
}
