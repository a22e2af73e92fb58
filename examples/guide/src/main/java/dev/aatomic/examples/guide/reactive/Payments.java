package dev.aatomic.examples.guide.reactive;

import reactor.core.publisher.Mono;

/** Another service. */
interface Payments {

    Mono<Void> charge(long customer);
}
