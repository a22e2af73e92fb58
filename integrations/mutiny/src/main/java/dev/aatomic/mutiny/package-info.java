/** Blocks whose values are a {@code Uni} or a {@code Multi}, and what is done in them. */
@NullMarked
package dev.aatomic.mutiny;

import org.jspecify.annotations.NullMarked;
