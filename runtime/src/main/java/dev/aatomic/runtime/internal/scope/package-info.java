/** The tree of blocks: how one is entered, what it accepts, what cuts it short, and how it ends. */
@NullMarked
package dev.aatomic.runtime.internal.scope;

import org.jspecify.annotations.NullMarked;
