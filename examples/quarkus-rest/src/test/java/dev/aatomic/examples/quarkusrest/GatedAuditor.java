package dev.aatomic.examples.quarkusrest;

import io.quarkus.test.Mock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The auditor, who answers when a test wants it. */
@Mock
@ApplicationScoped
class GatedAuditor extends Auditor {

    private final AtomicInteger pages = new AtomicInteger();
    private volatile @Nullable Gate gate;

    /** Where a body waits. */
    static final class Gate {

        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);
        final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
        private final String event;
        private final AtomicInteger before;

        private Gate(String event, int before) {
            this.event = event;
            this.before = new AtomicInteger(before);
        }
    }

    /**
     * Lets nobody through from now on.
     *
     * @param event what is told
     * @param before how many come through before
     */
    Gate shut(String event, int before) {
        Gate shut = new Gate(event, before);
        gate = shut;
        return shut;
    }

    /** Lets all through, and counts anew. */
    void reset() {
        gate = null;
        pages.set(0);
    }

    /** How many pages were read. */
    int pages() {
        return pages.get();
    }

    @Override
    Uni<@Nullable Void> tell(String event) {
        if (event.equals("page")) {
            pages.incrementAndGet();
        }
        Gate shut = gate;
        if (shut == null || !shut.event.equals(event) || shut.before.getAndDecrement() > 0) {
            return super.tell(event);
        }
        return Uni.createFrom()
                .completionStage(shut.answer)
                .onSubscription()
                .invoke(shut.reached::countDown)
                .onCancellation()
                .invoke(shut.cancelled::countDown);
    }
}
