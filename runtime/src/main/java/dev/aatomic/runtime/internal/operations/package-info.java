/** Implements the public types: decides what a block becomes where it is opened, and to whose connection a call applies. */
@NullMarked
package dev.aatomic.runtime.internal.operations;

import org.jspecify.annotations.NullMarked;
