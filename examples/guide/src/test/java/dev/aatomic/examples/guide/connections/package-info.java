/** Runs what is in the package of the same name. */
@NullMarked
package dev.aatomic.examples.guide.connections;

import org.jspecify.annotations.NullMarked;
