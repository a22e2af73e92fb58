/** Blocks whose values are a {@code Publisher} of Reactive Streams. */
@NullMarked
package dev.aatomic.reactivestreams;

import org.jspecify.annotations.NullMarked;
