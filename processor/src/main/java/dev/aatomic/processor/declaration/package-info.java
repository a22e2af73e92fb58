/** What was written: a declaration with its methods and the values of their attributes, in immutable records. */
@NullMarked
package dev.aatomic.processor.declaration;

import org.jspecify.annotations.NullMarked;
