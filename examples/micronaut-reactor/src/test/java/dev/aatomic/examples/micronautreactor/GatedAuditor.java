package dev.aatomic.examples.micronautreactor;

import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The auditor, who answers when a test wants it. */
@Replaces(Auditor.class)
@Singleton
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

    /** How many pages were read. */
    int pages() {
        return pages.get();
    }

    @Override
    Mono<Void> tell(String event) {
        return Mono.defer(() -> answer(event));
    }

    private Mono<Void> answer(String event) {
        if (event.equals("page")) {
            pages.incrementAndGet();
        }
        Gate shut = gate;
        if (shut == null || !shut.event.equals(event) || shut.before.getAndDecrement() > 0) {
            return super.tell(event);
        }
        return Mono.fromFuture(shut.answer)
                .doOnSubscribe(subscription -> shut.reached.countDown())
                .doOnCancel(shut.cancelled::countDown);
    }
}
