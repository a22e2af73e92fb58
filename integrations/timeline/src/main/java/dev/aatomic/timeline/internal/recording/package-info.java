/** What a recording says: one record for each of Aatomic's events. */
@NullMarked
package dev.aatomic.timeline.internal.recording;

import org.jspecify.annotations.NullMarked;
