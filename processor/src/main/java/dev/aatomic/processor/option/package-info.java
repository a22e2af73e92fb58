/** What the user passes to the processor with {@code -A}. */
@NullMarked
package dev.aatomic.processor.option;

import org.jspecify.annotations.NullMarked;
