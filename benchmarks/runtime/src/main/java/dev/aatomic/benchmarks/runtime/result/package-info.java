/** What was measured, and the tables and the plot of it. */
@NullMarked
package dev.aatomic.benchmarks.runtime.result;

import org.jspecify.annotations.NullMarked;
