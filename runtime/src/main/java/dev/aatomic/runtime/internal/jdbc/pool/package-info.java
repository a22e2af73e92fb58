/** The pools that connections come from: how many connections each has, and how each is made to forget one. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc.pool;

import org.jspecify.annotations.NullMarked;
