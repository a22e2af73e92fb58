package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Observes one block. All calls but {@link #makeCurrent} come in order and one at a time, on whichever thread it happens: the one that
 * opens the block, a {@linkplain dev.aatomic.runtime.Transactions dispatch thread}, or one that cancels. No scope is current there. They
 * must be quick, since the block waits for them. What they throw is logged and changes no outcome.
 */
public interface BlockObservation {

    /** Something that is current on a thread. */
    @FunctionalInterface
    interface Current extends AutoCloseable {

        /** Makes current what was current before. On the same thread, and the other way round than they were made current. */
        @Override
        void close();
    }

    /**
     * Makes this current on the calling thread. Called around each piece of the block's code: its body, steps, continuations and hooks, on
     * whichever threads these run; not where such a piece is called by another of the same block.
     *
     * @return to be closed when the code has returned
     */
    Current makeCurrent();

    /** The block found no connection free and waits for one. Called for outermost blocks only, unless it has begun by then. */
    default void waiting() {}

    /** The block has its connection, or takes it with its first statement; its body runs next. Called for outermost blocks only. */
    default void began() {}

    /**
     * The block is over, its hooks included, and its caller is told next. The last call, and made once. Where a thread that must run no
     * code of users ends the block, such as a clock's, its caller may be told a moment before.
     *
     * @param outcome what became of it; a nested block that ended well is committed, and may still be undone with the blocks around it
     * @param failure what its caller gets; null for a value
     */
    void ended(Outcome outcome, @Nullable Throwable failure);
}
