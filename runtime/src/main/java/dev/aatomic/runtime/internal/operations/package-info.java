/** What stands behind the public types: decides what a block is where it is opened, and whose connection a call means. */
@NullMarked
package dev.aatomic.runtime.internal.operations;

import org.jspecify.annotations.NullMarked;
