package dev.aatomic.runtime.internal.scope;

import org.jspecify.annotations.Nullable;

/** Work with a connection of its own that belongs to the block it was opened in: the block's end waits for it. */
public interface ChildTransaction {

    /** Where it was opened, for messages. */
    default String place() {
        return "with a connection of its own";
    }

    /** The block that it is, or that is its attempt now; null if it is none. From any thread. */
    default @Nullable BlockScope asBlock() {
        return null;
    }

    /** The block's body failed: stop. */
    void cancelBy(Throwable failure);
}
