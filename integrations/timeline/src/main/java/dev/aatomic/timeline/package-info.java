/** The command, and the method that does the same. */
@NullMarked
package dev.aatomic.timeline;

import org.jspecify.annotations.NullMarked;
