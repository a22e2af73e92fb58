package dev.aatomic.examples.quarkusrest;

import dev.aatomic.testing.http.Gate;
import dev.aatomic.testing.http.Gatekeeper;
import io.quarkus.test.Mock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The auditor, who answers when a test wants it. */
@Mock
@ApplicationScoped
class GatedAuditor extends Auditor {

    private final Gatekeeper gatekeeper = new Gatekeeper();

    /** Who says which call waits. */
    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    @Override
    Uni<@Nullable Void> tell(String event) {
        Gate shut = gatekeeper.gateFor(event);
        if (shut == null) {
            return super.tell(event);
        }
        // Mutiny loses a cancel that comes while a Uni in a Multi is still being subscribed to; here that is over.
        return Uni.createFrom()
                .<@Nullable Void>emitter(call -> {
                    shut.answer.whenComplete((none, failure) -> {
                        if (failure == null) {
                            call.complete(null);
                        } else {
                            call.fail(failure);
                        }
                    });
                    shut.reached.countDown();
                })
                .onCancellation()
                .invoke(shut.cancelled::countDown);
    }
}
