/** A block within a block. */
@NullMarked
package dev.aatomic.examples.guide.nesting;

import org.jspecify.annotations.NullMarked;
