/** Tests of how a block ends: what its end waits for, in which order it goes, and what its caller then gets. */
package dev.aatomic.runtime.end;
