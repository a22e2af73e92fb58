package dev.aatomic.runtime.internal.scope;

/** Work with a connection of its own that belongs to the block it was opened in: the block's end waits for it. */
public interface ChildTransaction {

    /** Where it was opened, for messages. */
    default String place() {
        return "with a connection of its own";
    }

    /** The block's body failed: stop. */
    void cancelBy(Throwable failure);
}
