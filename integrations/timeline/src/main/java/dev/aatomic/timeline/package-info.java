/** Draws a flight recording as a picture of who held which connection: the command, and the method that does the same. */
@NullMarked
package dev.aatomic.timeline;

import org.jspecify.annotations.NullMarked;
