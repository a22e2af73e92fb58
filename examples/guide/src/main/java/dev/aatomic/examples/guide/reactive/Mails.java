package dev.aatomic.examples.guide.reactive;

import reactor.core.publisher.Mono;

/** Another service. */
interface Mails {

    Mono<Void> thank(long customer);
}
