/** How to see what blocks do. */
@NullMarked
package dev.aatomic.examples.guide.watching;

import org.jspecify.annotations.NullMarked;
