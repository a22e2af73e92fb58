/** How long the processor takes. */
@NullMarked
package dev.aatomic.benchmarks.processor;

import org.jspecify.annotations.NullMarked;
