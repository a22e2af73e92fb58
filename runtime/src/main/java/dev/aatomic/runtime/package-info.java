/** Asynchronous transaction blocks: the public API. */
@NullMarked
package dev.aatomic.runtime;

import org.jspecify.annotations.NullMarked;
