/** Meters of databases and blocks for Micrometer. */
@NullMarked
package dev.aatomic.micrometer;

import org.jspecify.annotations.NullMarked;
