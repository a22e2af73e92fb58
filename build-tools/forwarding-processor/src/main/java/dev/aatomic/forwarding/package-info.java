/** Writes classes that forward the methods of large interfaces, for the runtime's JDBC handles. */
@NullMarked
package dev.aatomic.forwarding;

import org.jspecify.annotations.NullMarked;
