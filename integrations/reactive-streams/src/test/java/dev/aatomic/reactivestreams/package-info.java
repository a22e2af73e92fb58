/** Blocks of publishers, against a real pool and database. */
@NullMarked
package dev.aatomic.reactivestreams;

import org.jspecify.annotations.NullMarked;
