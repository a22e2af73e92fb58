/** The same work in every form: by hand, with ours, with each peer. */
@NullMarked
package dev.aatomic.benchmarks.runtime.form;

import org.jspecify.annotations.NullMarked;
