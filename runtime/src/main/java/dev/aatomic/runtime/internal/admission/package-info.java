/** The queue for the connections of one database, and who in it waits for whom. */
@NullMarked
package dev.aatomic.runtime.internal.admission;

import org.jspecify.annotations.NullMarked;
