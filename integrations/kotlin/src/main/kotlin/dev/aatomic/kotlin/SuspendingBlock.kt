package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.CheckedSupplier
import dev.aatomic.runtime.spi.AdaptedBody
import dev.aatomic.runtime.spi.CurrentScope
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext

/**
 * A block whose body runs in the coroutine of its caller: on the caller's dispatcher, with the block current, as a child of the caller's
 * job. The engine opens the block, hands each attempt over to the caller, and is told of the body's end; the caller is told of the block's
 * end, for which it waits whether or not it has been cancelled.
 *
 * @param written the user's function
 * @param mayRunAgain whether a policy of the block may run the body again
 */
internal class SuspendingBlock<T>(
    private val atomic: Atomic,
    private val written: Any,
    private val mayRunAgain: () -> Boolean = { true },
    private val body: suspend CoroutineScope.() -> T,
) {

    /** Failures leave the block's coroutines as values: as exceptions they would be copied where coroutines are debugged. */
    suspend fun await(): T {
        currentCoroutineContext().ensureActive()
        return coroutineScope { end() }.getOrThrow()
    }

    private suspend fun CoroutineScope.end(): Result<T> {
        val attempts = Attempts()
        val block = atomic.getStageAsync(attempts)
        block.whenComplete { _, _ -> attempts.close() }
        // At once, on the thread that cancels: the caller's own may be in a statement.
        val watch = launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) {
            suspendCancellableCoroutine<Nothing> { it.invokeOnCancellation { block.cancel(true) } }
        }
        val ofBody = attempts.runEach()
        val ended = block.result()
        watch.cancel(null)
        return ended.recoverFailure { if (isActive) it.toldWhere(ofBody) else it }
    }

    /** What the engine calls for each attempt. */
    private inner class Attempts : CheckedSupplier<CompletionStage<T>, Throwable>, AdaptedBody {

        private val opened = Channel<Attempt<T>>(Channel.UNLIMITED)

        override fun get(): CompletionStage<T> {
            val attempt = Attempt<T>(BlockContext(CurrentScope.ofThread().get()))
            opened.trySend(attempt)
            return attempt.end
        }

        override fun written() = written

        override fun mayRunAgain() = this@SuspendingBlock.mayRunAgain()

        /** The caller's coroutine runs the attempt, once it has returned from opening the block. */
        override fun isContinuedByOpener() = true

        /** No attempt follows. */
        fun close() {
            opened.close(null)
        }

        /** Runs the body for each attempt until the block has ended, and returns what it has failed with in the last one, if it has. */
        suspend fun runEach(): Throwable? {
            var ofBody: Throwable? = null
            try {
                for (attempt in opened) {
                    ofBody = attempt.run(body)
                }
            } catch (e: CancellationException) {
                // The caller's: it has cancelled the block too.
                return null
            }
            return ofBody
        }
    }

    /** An attempt, which ends with [end]; the engine cancels that to stop it. */
    private class Attempt<T>(private val block: BlockContext) {

        val end = CompletableFuture<T>()

        /** Returns what the body has failed with, if it was not cancelled before. */
        suspend fun run(body: suspend CoroutineScope.() -> T): Throwable? {
            var ofBody: Throwable? = null
            val result = try {
                withContext(block) {
                    val job = coroutineContext.job
                    end.whenComplete { _, stopped -> stopped?.let { job.stop(it) } }
                    try {
                        Result.success(body())
                    } catch (e: Throwable) {
                        ofBody = e
                        throw e
                    }
                }
            } catch (e: Throwable) {
                // That of the body, or of a child, or why the caller was cancelled.
                Result.failure(e.original(ofBody))
            }
            val decides = result.fold(end::complete, end::completeExceptionally)
            return if (decides) result.exceptionOrNull() else null
        }

        private fun Job.stop(reason: Throwable) {
            cancel("The block was stopped", reason)
        }
    }
}

/** What was thrown, where this is that or the copy that is made of it where coroutines are debugged. */
private fun Throwable.original(thrown: Throwable?): Throwable =
    if (thrown != null && javaClass == thrown.javaClass && cause === thrown) thrown else this

private inline fun <T> Result<T>.recoverFailure(transform: (Throwable) -> Throwable): Result<T> =
    fold({ this }, { Result.failure(transform(it)) })
