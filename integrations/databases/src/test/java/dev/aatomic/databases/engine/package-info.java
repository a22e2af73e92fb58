/** The databases that promises are tried on. */
@NullMarked
package dev.aatomic.databases.engine;

import org.jspecify.annotations.NullMarked;
