/** From the compiler's elements to declarations. */
@NullMarked
package dev.aatomic.processor.read;

import org.jspecify.annotations.NullMarked;
