/** Runs programs through the public API of this library, on real databases. */
@NullMarked
package dev.aatomic.conformance.run;

import org.jspecify.annotations.NullMarked;
