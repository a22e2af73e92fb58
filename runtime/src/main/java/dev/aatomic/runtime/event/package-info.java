/** Tells listeners what becomes of blocks. */
@NullMarked
package dev.aatomic.runtime.event;

import org.jspecify.annotations.NullMarked;
