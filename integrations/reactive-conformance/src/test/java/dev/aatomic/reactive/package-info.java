/** The suites of blocks, through the types of reactive libraries. */
@NullMarked
package dev.aatomic.reactive;

import org.jspecify.annotations.NullMarked;
