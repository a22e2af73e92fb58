/** What the blocks are together: the use of the pool, who holds idle, who waits. */
@NullMarked
package dev.aatomic.timeline.internal.statistics;

import org.jspecify.annotations.NullMarked;
