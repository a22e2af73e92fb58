/** The databases and their connections: how a transaction begins and ends on one. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc;

import org.jspecify.annotations.NullMarked;
