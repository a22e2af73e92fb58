/** The annotation processor, for the compiler to call. Each of its steps is a package: read, describe, validate, generate. */
@NullMarked
package dev.aatomic.processor;

import org.jspecify.annotations.NullMarked;
