/** The page: which bar is in which row, the data, and the file. */
@NullMarked
package dev.aatomic.timeline.internal.page;

import org.jspecify.annotations.NullMarked;
