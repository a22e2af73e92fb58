/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.reactive;

import org.jspecify.annotations.NullMarked;
