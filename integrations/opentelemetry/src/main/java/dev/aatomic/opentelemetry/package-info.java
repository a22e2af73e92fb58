/** A span for each block, without another library between. */
@NullMarked
package dev.aatomic.opentelemetry;

import org.jspecify.annotations.NullMarked;
