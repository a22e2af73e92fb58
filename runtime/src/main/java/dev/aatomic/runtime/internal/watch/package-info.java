/** One thread that looks after the blocks which hold a connection. */
@NullMarked
package dev.aatomic.runtime.internal.watch;

import org.jspecify.annotations.NullMarked;
