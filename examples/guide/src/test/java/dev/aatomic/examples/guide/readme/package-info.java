/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.readme;

import org.jspecify.annotations.NullMarked;
