/** Says who holds a connection and who waits: all open blocks at one moment, for whoever asks. */
@NullMarked
package dev.aatomic.runtime.internal.inspect;

import org.jspecify.annotations.NullMarked;
