/** From a description of a class to its source. */
@NullMarked
package dev.aatomic.processor.generate;

import org.jspecify.annotations.NullMarked;
