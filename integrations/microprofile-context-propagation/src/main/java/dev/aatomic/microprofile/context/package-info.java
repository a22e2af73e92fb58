/** The current scope for MicroProfile Context Propagation. */
@NullMarked
package dev.aatomic.microprofile.context;

import org.jspecify.annotations.NullMarked;
