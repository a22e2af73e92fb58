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
        return Uni.createFrom()
                .completionStage(shut.answer)
                .onSubscription()
                .invoke(shut.reached::countDown)
                .onCancellation()
                .invoke(shut.cancelled::countDown);
    }
}
