/** Builds one {@code Transactions} from its options, and closes it. */
@NullMarked
package dev.aatomic.runtime.internal.engine;

import org.jspecify.annotations.NullMarked;
