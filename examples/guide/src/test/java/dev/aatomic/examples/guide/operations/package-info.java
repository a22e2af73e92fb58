/** Runs what is in the package of the same name. */
@NullMarked
package dev.aatomic.examples.guide.operations;

import org.jspecify.annotations.NullMarked;
