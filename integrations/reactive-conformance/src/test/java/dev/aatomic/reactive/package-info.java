/** The suites of blocks, through the types of reactive libraries and of Kotlin's coroutines. */
@NullMarked
package dev.aatomic.reactive;

import org.jspecify.annotations.NullMarked;
