/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.retry;

import org.jspecify.annotations.NullMarked;
