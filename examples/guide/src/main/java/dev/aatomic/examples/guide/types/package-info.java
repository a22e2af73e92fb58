/** What a method may return. */
@NullMarked
package dev.aatomic.examples.guide.types;

import org.jspecify.annotations.NullMarked;
