package dev.aatomic.examples.micronautreactor;

import jakarta.inject.Singleton;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Stands for a service that is called over the network: its answer takes a moment, and comes on a thread of its own. */
@Singleton
class Auditor {

    /** Completes when the auditor has taken note. */
    Mono<Void> tell(String event) {
        return Mono.delay(Duration.ofMillis(2)).then();
    }
}
