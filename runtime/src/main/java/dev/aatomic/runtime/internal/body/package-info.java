/** The user's function of a block, in its forms. */
@NullMarked
package dev.aatomic.runtime.internal.body;

import org.jspecify.annotations.NullMarked;
