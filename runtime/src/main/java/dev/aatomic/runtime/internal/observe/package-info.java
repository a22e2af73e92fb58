/** What others learn of a block: counters, listeners and flight recordings, for as long as somebody wants to know. */
@NullMarked
package dev.aatomic.runtime.internal.observe;

import org.jspecify.annotations.NullMarked;
