/** From a declaration to the description of its class. */
@NullMarked
package dev.aatomic.processor.describe;

import org.jspecify.annotations.NullMarked;
