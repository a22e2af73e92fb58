package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Context;
import org.jspecify.annotations.Nullable;

/** Something that its caller may cancel through its future. */
public interface Abortable {

    /**
     * Makes it roll back with a failure, wherever it is.
     *
     * @return false if it is too late, or has been done before
     */
    boolean abort(Throwable reason);

    /**
     * Whether code that runs in the context is part of it, so that it cannot end before that code has. Asked before a thread waits for its
     * end.
     */
    default boolean contains(@Nullable Context current) {
        return false;
    }

    /**
     * Ends it without what keeps it from its end, where {@link #abort} was in vain.
     *
     * @return false if there is nothing to give up
     */
    default boolean giveUp(Throwable reason) {
        return false;
    }

    /** Whether it is a block inside another, whose body may run, and end, before its caller has the future. */
    default boolean isNested() {
        return false;
    }

    /** Where it was opened, for messages. */
    String place();

    /** Whether it ends, or has ended, as cancelled. */
    boolean isCancelled();
}
