/** Blocks, put together from their events, and what each part of their time was spent on. */
@NullMarked
package dev.aatomic.timeline.internal.model;

import org.jspecify.annotations.NullMarked;
