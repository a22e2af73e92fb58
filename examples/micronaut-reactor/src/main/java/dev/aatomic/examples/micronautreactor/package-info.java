/** Micronaut answers with a {@code Mono} and a {@code Flux}: start reading at {@link dev.aatomic.examples.micronautreactor.Accounts}. */
@NullMarked
package dev.aatomic.examples.micronautreactor;

import org.jspecify.annotations.NullMarked;
