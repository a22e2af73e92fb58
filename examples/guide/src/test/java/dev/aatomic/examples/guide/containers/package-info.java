/** Runs what is in the package of the same name. */
@NullMarked
package dev.aatomic.examples.guide.containers;

import org.jspecify.annotations.NullMarked;
