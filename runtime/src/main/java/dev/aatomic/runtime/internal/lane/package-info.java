/** A serial executor that can be taken over: who may touch a transaction's connection, on which thread, and when. */
@NullMarked
package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.NullMarked;
