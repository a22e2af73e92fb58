/** Opening a block without an annotation. */
@NullMarked
package dev.aatomic.examples.guide.blocks;

import org.jspecify.annotations.NullMarked;
