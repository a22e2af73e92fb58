/** Ending a block before its time. */
@NullMarked
package dev.aatomic.examples.guide.cancelling;

import org.jspecify.annotations.NullMarked;
