/** Reactive programs made at random, whose rows a model knows beforehand. */
@NullMarked
package dev.aatomic.reactive.random;

import org.jspecify.annotations.NullMarked;
