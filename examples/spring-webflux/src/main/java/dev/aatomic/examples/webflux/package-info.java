/** A web service over PostgreSQL whose controllers return Mono and Flux: start reading at {@link dev.aatomic.examples.webflux.Accounts}. */
@NullMarked
package dev.aatomic.examples.webflux;

import org.jspecify.annotations.NullMarked;
