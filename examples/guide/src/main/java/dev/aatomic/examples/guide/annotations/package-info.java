/** What goes into the processor. */
@NullMarked
package dev.aatomic.examples.guide.annotations;

import org.jspecify.annotations.NullMarked;
