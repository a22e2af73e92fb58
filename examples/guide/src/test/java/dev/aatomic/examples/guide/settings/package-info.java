/** Runs what the documents show of this subject. */
@NullMarked
package dev.aatomic.examples.guide.settings;

import org.jspecify.annotations.NullMarked;
