package dev.aatomic.examples.quarkusrest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stands for a service that is called over the network: its answer takes a moment, and comes on a thread of its own. */
@ApplicationScoped
class Auditor {

    /** Completes when the auditor has taken note. */
    Uni<@Nullable Void> tell(String event) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofMillis(2));
    }
}
