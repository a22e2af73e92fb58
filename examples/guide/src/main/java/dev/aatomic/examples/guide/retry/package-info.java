/** Running a block again. */
@NullMarked
package dev.aatomic.examples.guide.retry;

import org.jspecify.annotations.NullMarked;
