/** Meters of databases and blocks, and an observation for each block, for Micrometer. */
@NullMarked
package dev.aatomic.micrometer;

import org.jspecify.annotations.NullMarked;
