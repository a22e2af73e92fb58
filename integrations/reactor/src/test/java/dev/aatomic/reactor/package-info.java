/** Blocks of Reactor's types, against real pools and databases. */
@NullMarked
package dev.aatomic.reactor;

import org.jspecify.annotations.NullMarked;
