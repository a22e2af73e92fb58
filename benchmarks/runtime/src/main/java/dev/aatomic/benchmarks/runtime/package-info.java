/** What a scope costs, beside what it costs by hand and with other libraries. */
@NullMarked
package dev.aatomic.benchmarks.runtime;

import org.jspecify.annotations.NullMarked;
