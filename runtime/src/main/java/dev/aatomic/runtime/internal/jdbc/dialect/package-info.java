/** What each family of databases, and its driver, does in its own way. */
@NullMarked
package dev.aatomic.runtime.internal.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
