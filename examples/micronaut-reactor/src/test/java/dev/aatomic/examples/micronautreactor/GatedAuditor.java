package dev.aatomic.examples.micronautreactor;

import dev.aatomic.testing.http.Gate;
import dev.aatomic.testing.http.Gatekeeper;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The auditor, who answers when a test wants it. */
@Replaces(Auditor.class)
@Singleton
class GatedAuditor extends Auditor {

    private final Gatekeeper gatekeeper = new Gatekeeper();

    /** Who says which call waits. */
    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    @Override
    Mono<Void> tell(String event) {
        return Mono.defer(() -> answer(event));
    }

    private Mono<Void> answer(String event) {
        Gate shut = gatekeeper.gateFor(event);
        if (shut == null) {
            return super.tell(event);
        }
        return Mono.fromFuture(shut.answer)
                .doOnSubscribe(subscription -> shut.reached.countDown())
                .doOnCancel(shut.cancelled::countDown);
    }
}
