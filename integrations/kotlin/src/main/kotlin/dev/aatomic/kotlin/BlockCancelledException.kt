package dev.aatomic.kotlin

import dev.aatomic.runtime.Outcome
import dev.aatomic.runtime.TransactionException

/**
 * A block that was rolled back because somebody else than its caller cancelled it, for example [dev.aatomic.runtime.Transactions.close].
 * The cause says why. It takes the place of a [java.util.concurrent.CancellationException], which would end the caller's coroutine without
 * a word.
 */
public class BlockCancelledException internal constructor(message: String, cause: Throwable) :
    TransactionException(message, cause, Outcome.ROLLED_BACK)
