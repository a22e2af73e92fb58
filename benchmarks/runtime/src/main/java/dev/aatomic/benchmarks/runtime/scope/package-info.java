/** The cost of one scope, measured with JMH. */
@NullMarked
package dev.aatomic.benchmarks.runtime.scope;

import org.jspecify.annotations.NullMarked;
