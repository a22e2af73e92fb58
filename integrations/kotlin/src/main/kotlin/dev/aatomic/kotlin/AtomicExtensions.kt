@file:JvmName("AtomicExtensions")

package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.CheckedSupplier
import dev.aatomic.runtime.spi.AdaptedBody
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector

/**
 * Runs a body in a block, and commits when the body and all its children have ended.
 *
 * The body runs in the caller's coroutine, on its dispatcher. The block is current in it after each suspension, and in its children, on
 * whichever dispatcher. If the body fails or a child of it does, or the caller is cancelled, the block is rolled back before this function
 * throws. The cancellation stops the statement that is running; a `withTimeout` around the block is therefore a limit for the whole of it.
 * If the block is stopped in another way, by its own timeout for example, the body is cancelled.
 *
 * `withContext(NonCancellable)` around the block keeps it going. Inside a block it keeps the code going, but not the transaction, which is
 * rolled back: its statements fail.
 *
 * @return what the body returned, once the block has committed and its hooks have run
 * @throws dev.aatomic.runtime.TransactionException as [Atomic] says
 * @throws BlockCancelledException if somebody else has cancelled the block
 */
public suspend fun <T> Atomic.await(body: suspend CoroutineScope.() -> T): T = SuspendingBlock(this, body, body = body).await()

/**
 * Makes a flow of which each collection is a block. The block commits when the body has ended and the collector has dealt with the last
 * item, before `collect` returns. If the body or the collector fails, or stops early as `first()` and `take(n)` do, the block is rolled back
 * before `collect` returns: to stop and commit, let the body emit no more, `items().take(n)` for example, inside the block.
 *
 * The body runs in a child of the collector's coroutine, and each item is taken before the next is made. Once an item was emitted, the block
 * is not retried.
 */
public fun <T> Atomic.flow(body: suspend FlowCollector<T>.() -> Unit): Flow<T> = blockFlow(this, body, body)

/**
 * Runs a blocking body in a block on this thread: [Atomic.get], whose types Kotlin infers.
 *
 * @return what the body returned, once the block has committed and its hooks have run
 * @throws dev.aatomic.runtime.TransactionException as [Atomic] says
 */
public fun <T> Atomic.blocking(body: () -> T): T = get(BlockingBody(body))

private class BlockingBody<T>(private val body: () -> T) : CheckedSupplier<T, RuntimeException>, AdaptedBody {

    override fun get(): T = body()

    override fun written(): Any = body
}
