/** What will be generated: a class with its methods and blocks, and its module, in immutable records. */
@NullMarked
package dev.aatomic.processor.descriptor;

import org.jspecify.annotations.NullMarked;
