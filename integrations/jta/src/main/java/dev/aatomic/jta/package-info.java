/** Blocks in JTA transactions: a blocking block takes part in the one on its thread, on the connection that is enlisted in it. */
@NullMarked
package dev.aatomic.jta;

import org.jspecify.annotations.NullMarked;
