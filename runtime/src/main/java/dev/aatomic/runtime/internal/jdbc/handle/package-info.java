/** JDBC objects as a user sees them: handles that lead back to the block. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc.handle;

import org.jspecify.annotations.NullMarked;
