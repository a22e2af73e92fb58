package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.flow

/** What the body emits, until the collector has dealt with it. */
private class Item<T>(val value: T) {
    val dealtWith = CompletableDeferred<Unit>()
}

/**
 * A flow whose items come from a block. They are handed from the block's coroutine, where the block is current, to the collector's, and the
 * block waits until each was dealt with: else it could have committed before the collector said that it wants no more.
 *
 * @param written the user's function
 */
internal fun <T> blockFlow(atomic: Atomic, written: Any, body: suspend FlowCollector<T>.() -> Unit): Flow<T> = flow {
    coroutineScope {
        val items = Channel<Item<T>?> { lost -> lost?.dealtWith?.cancel(null) }
        var hasEmitted = false
        val block = SuspendingBlock(atomic, written, mayRunAgain = { !hasEmitted }) {
            body(FlowCollector { value ->
                hasEmitted = true
                val item = Item(value)
                items.send(item)
                item.dealtWith.await()
            })
            if (hasEmitted) {
                // Taken when the collector is ready for another: the body may have given up its wait for the last one.
                items.send(null)
            }
        }
        val end = async(start = CoroutineStart.UNDISPATCHED) { block.result().also { items.close(null) } }
        var taken: Item<T>? = null
        try {
            for (item in items) {
                taken = item
                if (item != null) {
                    emit(item.value)
                    item.dealtWith.complete(Unit)
                }
            }
        } catch (e: Throwable) {
            // The block first: whatever its body makes of a failed emit, it commits no more.
            end.cancel(null)
            // An emit that cannot be cancelled ends too.
            items.cancel(null)
            taken?.dealtWith?.cancel(null)
            throw e
        }
        end.await()
    }.getOrThrow()
}

private suspend fun SuspendingBlock<Unit>.result(): Result<Unit> =
    try {
        Result.success(await())
    } catch (e: Throwable) {
        Result.failure(e)
    }
