package dev.aatomic.kotlin

import dev.aatomic.runtime.Outcome
import dev.aatomic.runtime.TransactionException
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletionException
import java.util.concurrent.ExecutionException

/**
 * A block that was rolled back because somebody else than its caller cancelled it, for example [dev.aatomic.runtime.Transactions.close].
 * The cause says why. It takes the place of a [CancellationException], which would end the caller's coroutine without
 * a word.
 */
public class BlockCancelledException internal constructor(stopped: CancellationException) : TransactionException(
    "The block was cancelled, and the coroutine that waits for it was not: ${stopped.message}",
    stopped,
    Outcome.ROLLED_BACK,
)

/** What a caller who has not cancelled gets for the failure of the block, where its body failed with [ofBody], if with anything. */
internal fun Throwable.toldWhere(ofBody: Throwable?): Throwable =
    if (this is CancellationException && this !== ofBody && this !== ofBody?.unwrapped()) BlockCancelledException(this) else this

/** Without what futures put around a failure, as the engine takes it off. The cause of any other may be what stopped the block. */
private tailrec fun Throwable.unwrapped(): Throwable {
    val wrapped = cause
    val isWrapper = this is CompletionException || this is ExecutionException || (this is CancellationException && isOfWaiting())
    return if (isWrapper && wrapped != null) wrapped.unwrapped() else this
}

/** From JDK 23 on who waits for a cancelled future gets another exception, with the future's as its cause. */
private fun CancellationException.isOfWaiting() = cause is CancellationException && message in setOf("join", "get", "getNow")
