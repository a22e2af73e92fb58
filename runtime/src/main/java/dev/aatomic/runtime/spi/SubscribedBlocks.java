package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block for each subscription, for adapters of types that do nothing until somebody subscribes. An application uses these adapters,
 * such as {@code aatomic-reactor}.
 *
 * <p>The subscriber is told in the scope in which it subscribed; what the body emits, and is asked for, is in the scope of the block. If the
 * subscriber cancels, what the body has subscribed to is cancelled in the block, which then rolls back; so it is, too, if the block is
 * stopped in another way. Safe for use by many threads.
 */
public interface SubscribedBlocks {

    /** The key under which libraries with a context of their own, such as Reactor, carry the current scope. */
    String CONTEXT_KEY = "dev.aatomic.scope";

    /** What gives access to the engine. */
    interface Source {

        /**
         * Opens blocks with these settings.
         *
         * @return of the same block
         */
        SubscribedBlocks subscribedBlocks();
    }

    /**
     * Opens blocks with the settings of one.
     *
     * @param atomic from {@code Transactions.atomic()}
     * @return what opens blocks with its settings
     * @throws IllegalArgumentException if it is not of this library
     */
    static SubscribedBlocks of(Atomic atomic) {
        if (atomic instanceof Source source) {
            return source.subscribedBlocks();
        }
        throw new IllegalArgumentException("atomic: found a '"
                + (atomic == null ? "null" : atomic.getClass().getName())
                + "'; expected what atomic() of built Transactions has returned, and no mock");
    }

    /**
     * Checks what the user's function returned.
     *
     * @param returned what it returned
     * @param type what it should have returned, for the message
     * @param <T> its type
     * @return the same
     * @throws TransactionManagementException if it returned null
     */
    static <T> T requireReturned(@Nullable T returned, String type) {
        if (returned == null) {
            throw new TransactionManagementException(
                    "The body of a block returned null instead of a " + type
                            + ", so the block was rolled back. Return one that is empty instead",
                    null);
        }
        return returned;
    }

    /**
     * Opens a block that has one value, of which the observer is told once the block has ended, the hooks included. A retry of the block runs
     * the body again.
     *
     * @param body subscribes
     * @param observer is told of the value, or of the failure as it was thrown; nothing once it has cancelled
     * @param scope the scope of the subscriber, from {@link CurrentScope#get()}
     * @param <T> the value
     */
    <T extends @Nullable Object> void openValue(
            ValueBody<T> body, ValueObserver<? super T> observer, @Nullable Object scope);

    /**
     * Opens a block whose items are passed on as they come, as many as are asked for. It commits when its body completes, and its subscriber
     * is told of that once the block has ended, the hooks included. Once an item was passed on, the block is not retried: the item could not
     * be taken back.
     *
     * @param body subscribes
     * @param subscriber is told of items, and then of the end
     * @param scope the scope of the subscriber, from {@link CurrentScope#get()}
     * @param <T> the items
     */
    <T> void openStream(StreamBody<T> body, Flow.Subscriber<? super T> subscriber, @Nullable Object scope);
}
