package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.Atomic;
import org.jspecify.annotations.Nullable;

/** The blocks of one {@code Transactions} on the calling thread, for {@link EnclosingTransactions}. Safe for use by many threads. */
public interface ThreadBlocks {

    /** A block that is open, and current, on the thread that opened it. */
    interface OpenBlock {

        /**
         * Ends the block; does nothing if it was ended before. Called on the thread that opened it.
         *
         * @param failure null to commit; else the failure to roll back for, which is not thrown again
         * @throws dev.aatomic.runtime.TransactionException if the block ends in another way than that
         */
        void end(@Nullable Throwable failure);
    }

    /**
     * What work for a database belongs to here: a block, or the autocommit context.
     *
     * @param database the name given to the builder
     * @return an opaque value, the same one as long as nothing is opened or ended; null where a statement would fail
     */
    @Nullable
    Object current(String database);

    /**
     * Whether that is a block.
     *
     * @param database the name given to the builder
     * @return false in the autocommit context, and where nothing is current
     */
    boolean isInBlock(String database);

    /**
     * Opens a block on this thread, where it is current until it is ended; waits until it can begin.
     *
     * @param atomic the settings; a retry is not used
     * @return the open block
     * @throws dev.aatomic.runtime.TransactionException if it cannot be entered
     */
    OpenBlock open(Atomic atomic);
}
