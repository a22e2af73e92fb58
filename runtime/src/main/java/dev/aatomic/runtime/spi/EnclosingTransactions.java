package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * Another library's transactions, which are bound to the thread that opened them, as Spring's are. A blocking block that is opened
 * inside such a transaction takes part in it, as if it were nested in a block. Given to {@code Transactions.builder().enclosing(…)}.
 *
 * <p>Safe for use by many threads; each call is about the calling thread.
 */
public interface EnclosingTransactions {

    /**
     * Called once for each {@code Transactions} that is built with this.
     *
     * @param blocks what is current on a thread, and a way to open blocks there
     */
    void register(ThreadBlocks blocks);

    /**
     * The other library's transaction of a database in which the calling thread is. Called whenever a block is opened here that is not
     * nested in a block of that database.
     *
     * @param database the name given to the builder
     * @return the transaction; null if there is none, or if it was opened outside of what is {@link ThreadBlocks#current current} now
     */
    @Nullable
    EnclosingTransaction current(String database);

    /** A transaction that is not on its thread for a while. */
    interface Suspended {

        /** Puts it back. Called once, on the thread from which it was taken. */
        void resume();
    }

    /**
     * Takes the other library's transaction off the calling thread, where it would get hold of connections that are opened there. Called
     * before work on a database begins here that is not part of the transaction: an independent block, or a call in the autocommit context.
     * By default nothing is taken.
     *
     * @param database the name given to the builder
     * @return what puts it back when that work is over; null if there is nothing to put back
     */
    default @Nullable Suspended suspend(String database) {
        return null;
    }
}
