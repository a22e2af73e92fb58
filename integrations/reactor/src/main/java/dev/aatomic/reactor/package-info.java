/** Blocks whose values are a {@code Mono} or a {@code Flux}, and what is done in them. */
@NullMarked
package dev.aatomic.reactor;

import org.jspecify.annotations.NullMarked;
