/** Where a block is lost, and how it is kept. */
@NullMarked
package dev.aatomic.examples.guide.context;

import org.jspecify.annotations.NullMarked;
