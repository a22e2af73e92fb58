/** The hooks after a block's end: which run, in which order and context, and what their failures mean for its caller. */
@NullMarked
package dev.aatomic.runtime.internal.hook;

import org.jspecify.annotations.NullMarked;
