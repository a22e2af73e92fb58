/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.threads;

import org.jspecify.annotations.NullMarked;
