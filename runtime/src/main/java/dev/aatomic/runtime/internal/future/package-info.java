/** Futures whose continuations run in the scope in which they were attached, and whose waiters help. */
@NullMarked
package dev.aatomic.runtime.internal.future;

import org.jspecify.annotations.NullMarked;
