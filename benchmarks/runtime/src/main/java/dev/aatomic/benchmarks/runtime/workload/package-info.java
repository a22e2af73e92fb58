/** What is measured. */
@NullMarked
package dev.aatomic.benchmarks.runtime.workload;

import org.jspecify.annotations.NullMarked;
