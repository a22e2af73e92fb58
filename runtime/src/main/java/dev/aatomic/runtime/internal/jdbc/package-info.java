/** JDBC objects as a user sees them: handles that lead back to the scope. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc;

import org.jspecify.annotations.NullMarked;
