package dev.aatomic.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What Spring has bound to its thread for a transaction that is over, while the hooks of its blocks run there: a transaction that one of
 * them begins would be a part of it, and never commit.
 *
 * @param resources by what they are bound to
 * @param synchronization null where Spring has ended that already
 */
record SetAside(Map<Object, Object> resources, @Nullable SuspendedSynchronization synchronization) {

    /** Takes it off the calling thread. */
    static SetAside take(Predicate<Object> isOfTheTransaction) {
        SuspendedSynchronization synchronization =
                TransactionSynchronizationManager.isSynchronizationActive() ? SuspendedSynchronization.suspend() : null;
        Map<Object, Object> resources = new LinkedHashMap<>();
        TransactionSynchronizationManager.getResourceMap().forEach((key, resource) -> {
            if (isOfTheTransaction.test(resource)) {
                resources.put(key, resource);
            }
        });
        resources.keySet().forEach(TransactionSynchronizationManager::unbindResource);
        return new SetAside(resources, synchronization);
    }

    void giveBack() {
        resources.forEach((key, resource) -> {
            TransactionSynchronizationManager.unbindResourceIfPossible(key);
            TransactionSynchronizationManager.bindResource(key, resource);
        });
        if (synchronization != null) {
            synchronization.resume();
        }
    }
}
