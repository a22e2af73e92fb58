/** Compiles and runs the project that the page about getting started shows. */
@NullMarked
package dev.aatomic.examples.guide.started;

import org.jspecify.annotations.NullMarked;
