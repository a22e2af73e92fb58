/** Blocks whose values are types of RxJava 3, and what is done in them. */
@NullMarked
package dev.aatomic.rxjava3;

import org.jspecify.annotations.NullMarked;
