/** A driver that does nothing. */
@NullMarked
package dev.aatomic.benchmarks.runtime.driver;

import org.jspecify.annotations.NullMarked;
