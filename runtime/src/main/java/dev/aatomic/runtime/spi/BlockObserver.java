package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * Observes blocks from their opening to their end, and is current in their code: for tracing. Given to {@code
 * Transactions.builder().observer(…)}. Who only wants to know what became of blocks is better served by a {@link
 * dev.aatomic.runtime.event.TransactionListener}.
 *
 * <p>Called by many threads at once. What it throws is logged and changes no outcome.
 */
@FunctionalInterface
public interface BlockObserver {

    /**
     * A block is opened. Called on the thread that opens it, before the block asks for its connection, so that what is current there can
     * be its parent; further attempts of a retry are opened on other threads.
     *
     * @param block the block
     * @return observes it; null if this block is not to be observed
     */
    @Nullable
    BlockObservation opened(OpenedBlock block);
}
