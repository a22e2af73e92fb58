/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.failures;

import org.jspecify.annotations.NullMarked;
