package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.CheckedSupplier
import dev.aatomic.runtime.spi.AdaptedBody
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.cancel

/**
 * A block whose body returns a [Deferred]. Each end is told to the other side: of the body's to the block, and of the block's, if it was
 * stopped, to the body.
 *
 * @param written the user's function
 */
internal class DeferredBlock<T>(private val atomic: Atomic, private val written: CheckedSupplier<out Deferred<T>, *>) :
    CheckedSupplier<CompletionStage<T>, Throwable>, AdaptedBody {

    /** What the body has failed with in the last attempt; null if it has not. */
    @Volatile
    private var ofBody: Throwable? = null

    fun open(): Deferred<T> {
        val block = atomic.getStageAsync(this)
        val deferred = CompletableDeferred<T>()
        block.whenComplete { value, failure ->
            if (failure == null) deferred.complete(value) else deferred.completeExceptionally(failure.toldWhere(ofBody))
        }
        deferred.invokeOnCompletion { cancelled -> cancelled?.let { block.cancel(true) } }
        return deferred
    }

    override fun written(): Any = written

    @OptIn(ExperimentalCoroutinesApi::class)
    override fun get(): CompletionStage<T> {
        val body = try {
            written.get()
        } catch (e: Throwable) {
            ofBody = e
            throw e
        }
        val end = CompletableFuture<T>()
        body.invokeOnCompletion { failure ->
            if (failure == null) {
                end.complete(body.getCompleted())
            } else {
                // Known before the block's end is told.
                ofBody = failure
                end.completeExceptionally(failure)
            }
        }
        body.start()
        end.whenComplete { _, stopped -> stopped?.let { body.cancel("The block was stopped", it) } }
        return end
    }
}
