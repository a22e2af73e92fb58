package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.FailureCollector;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.resource.transaction.LocalSynchronizationException;
import org.hibernate.resource.transaction.NullSynchronizationException;
import org.hibernate.resource.transaction.spi.SynchronizationRegistry;

/**
 * What was registered at a session's transaction. Unlike Hibernate's registry it may be asked again before COMMIT: each is told once, also
 * one that another has registered.
 */
final class LocalSynchronizations implements SynchronizationRegistry {

    private static final long serialVersionUID = 1L;

    private final transient Set<Synchronization> registered = new LinkedHashSet<>();
    private final transient Deque<Synchronization> untold = new ArrayDeque<>();

    @Override
    public void registerSynchronization(Synchronization synchronization) {
        if (synchronization == null) {
            throw new NullSynchronizationException();
        }
        if (registered.add(synchronization)) {
            untold.add(synchronization);
        }
    }

    /** Tells those that were not told yet; false if there were none. */
    boolean beforeCompletion() {
        boolean isAnyTold = false;
        for (Synchronization next = untold.poll(); next != null; next = untold.poll()) {
            isAnyTold = true;
            try {
                next.beforeCompletion();
            } catch (RuntimeException e) {
                throw new LocalSynchronizationException(
                        "Exception of a Synchronization before completion: "
                                + next.getClass().getName(),
                        e);
            }
        }
        return isAnyTold;
    }

    void afterCompletion(boolean isCommitted, FailureCollector failures) {
        List<Synchronization> told = new ArrayList<>(registered);
        registered.clear();
        untold.clear();
        for (Synchronization synchronization : told) {
            failures.collect(() ->
                    synchronization.afterCompletion(isCommitted ? Status.STATUS_COMMITTED : Status.STATUS_ROLLEDBACK));
        }
    }
}
