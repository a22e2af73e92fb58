/** Tests of what a block is told: settings, propagation, nesting and savepoints, databases, and what is refused on the way in. */
package dev.aatomic.runtime.block;
