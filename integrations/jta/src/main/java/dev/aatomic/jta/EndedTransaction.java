package dev.aatomic.jta;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.jspecify.annotations.Nullable;

/** Knows of each thread which JTA transaction has ended on it last: one that times out ends on another than its own. */
final class EndedTransaction {

    private final TransactionSynchronizationRegistry registry;

    /** The transaction's key, which tells what has ended from what has begun since. */
    private final ThreadLocal<@Nullable Object> keys = new ThreadLocal<>();

    EndedTransaction(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    /** Has the transaction of the calling thread, which is open, tell where it ends. */
    void listen() {
        if (registry.getResource(this) == null) {
            Object key = registry.getTransactionKey();
            registry.registerInterposedSynchronization(new End(key));
            registry.putResource(this, key);
        }
    }

    /** Whether the transaction that the calling thread has was ended by it. False of one that was not listened to. */
    boolean isHere() {
        Object key = keys.get();
        return key != null && key.equals(registry.getTransactionKey());
    }

    private final class End implements Synchronization {

        private final Object key;

        End(Object key) {
            this.key = key;
        }

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            keys.set(key);
        }
    }
}
