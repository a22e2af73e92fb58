/** The containers: what each needs to see on a generated class to make a bean of it. */
@NullMarked
package dev.aatomic.processor.component;

import org.jspecify.annotations.NullMarked;
