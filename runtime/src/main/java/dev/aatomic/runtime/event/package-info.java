/** What becomes of blocks, told to whoever listens. */
@NullMarked
package dev.aatomic.runtime.event;

import org.jspecify.annotations.NullMarked;
