/** What the processor cannot do, and how it says so. */
@NullMarked
package dev.aatomic.processor.validate;

import org.jspecify.annotations.NullMarked;
