/**
 * Asynchronous transaction blocks. Begin with {@link dev.aatomic.runtime.Transactions}, which an application builds once from its data
 * sources; {@link dev.aatomic.runtime.Atomic} is a block with its settings, {@link dev.aatomic.runtime.Scope} the block that is open, with
 * its hooks, and {@link dev.aatomic.runtime.TransactionException} the root of what is thrown, each with the
 * {@link dev.aatomic.runtime.Outcome} of the work.
 */
@NullMarked
package dev.aatomic.runtime;

import org.jspecify.annotations.NullMarked;
