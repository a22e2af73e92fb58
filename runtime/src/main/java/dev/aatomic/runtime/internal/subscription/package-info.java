/** A block for each subscription of a type that is subscribed to: what a subscriber asks for, and is told, on both sides of the block. */
@NullMarked
package dev.aatomic.runtime.internal.subscription;

import org.jspecify.annotations.NullMarked;
