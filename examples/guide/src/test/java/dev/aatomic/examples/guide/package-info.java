/** Runs what the documents show, and compares them with it. */
@NullMarked
package dev.aatomic.examples.guide;

import org.jspecify.annotations.NullMarked;
