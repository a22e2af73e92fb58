/** Recordings for the tests, and a browser. */
@NullMarked
package dev.aatomic.timeline.support;

import org.jspecify.annotations.NullMarked;
