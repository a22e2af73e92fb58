package dev.aatomic.kotlin

import dev.aatomic.runtime.Outcome
import dev.aatomic.runtime.TransactionException
import java.util.concurrent.CancellationException

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
