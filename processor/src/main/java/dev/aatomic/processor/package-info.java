/** The annotation processor: option, read, model, validate, component, generate, each a package and each a step. */
@NullMarked
package dev.aatomic.processor;

import org.jspecify.annotations.NullMarked;
