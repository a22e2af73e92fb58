/** The programs with the outcome that Django gave, and the tests that compare this library with it. */
@NullMarked
package dev.aatomic.conformance;

import org.jspecify.annotations.NullMarked;
