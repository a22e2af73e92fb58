/** Programs made at random, which run against the reference model. */
@NullMarked
package dev.aatomic.conformance.random;

import org.jspecify.annotations.NullMarked;
