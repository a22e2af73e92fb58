package dev.aatomic.runtime.internal.scope;

/** Work with a connection of its own that belongs to the block it was opened in: the block's end waits for it. */
public interface ChildTransaction {

    /** The block's body failed: stop. */
    void cancelBy(Throwable failure);
}
