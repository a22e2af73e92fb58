package dev.aatomic.runtime.internal.lane;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is current on a thread: an open block, or the autocommit context. As an {@link Executor} it runs continuations in itself.
 *
 * <p>Contexts form a chain from the innermost outward, through blocks of all databases, and of other {@code Transactions} where one is used
 * inside a block of another: a call applies to the innermost one of its own {@code Transactions}.
 */
public interface Context extends Executor {

    /** The context in which this one was opened. */
    @Nullable
    Context opener();

    /** As {@link #execute}, but the continuation never runs before this returns. */
    void executeLater(Runnable continuation);

    /** Runs with this current, here and now. */
    default void runHere(Runnable action) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = this;
        try {
            InheritedContext.run(thread, action);
        } finally {
            thread.context = previous;
        }
    }

    /** Whether a statement of it is running, on whichever thread. */
    default boolean isInDriver() {
        return false;
    }

    /**
     * Makes it roll back, whatever its body fails with.
     *
     * @return false if it is too late, or there is nothing to roll back
     */
    default boolean abort(Throwable reason) {
        return false;
    }

    /**
     * Makes it roll back, and stops its statement, if one is running on another thread.
     *
     * @return false if none is
     */
    default boolean abortInDriver(Throwable reason) {
        return false;
    }

    /** Runs the user's code with this current, here and now: on a thread of an executor that the user has named. */
    default void runCode(Runnable code) {
        runHere(code);
    }

    /** Notes that what was captured for code of this context could not be restored, and that the code runs without it. */
    default void runsWithoutCaptured(Throwable problem) {}
}
