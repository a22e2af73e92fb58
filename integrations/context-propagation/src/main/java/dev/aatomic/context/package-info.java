/** The current scope for Micrometer's context propagation. */
@NullMarked
package dev.aatomic.context;

import org.jspecify.annotations.NullMarked;
