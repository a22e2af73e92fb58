/** Reads SQL text as far as is needed to find what would end a transaction behind the library's back. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc.sql;

import org.jspecify.annotations.NullMarked;
