@file:JvmName("TransactionExtensions")

package dev.aatomic.kotlin

import dev.aatomic.runtime.TransactionOperations
import java.sql.Connection
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.currentCoroutineContext

/**
 * Runs statements on the block's connection, as [TransactionOperations.submit] does, and waits for them without a thread.
 *
 * If the coroutine is cancelled meanwhile, this returns at once, but the statements are run and count: the block's end waits for them.
 *
 * @return what the step returned
 * @throws dev.aatomic.runtime.NoTransactionException where no block is current
 */
public suspend fun <T> TransactionOperations.submitAndAwait(step: (Connection) -> T): T =
    submit<T> { connection -> step(connection) }.cancellableResult().getOrThrow()

/**
 * Registers a hook that runs after COMMIT, as [TransactionOperations.onCommitAsync] does. The block's caller waits for it. It runs in a
 * coroutine of its own with the context of this one, its dispatcher for example, but for its job. Where hooks run at once, in a hook after
 * COMMIT for example, this waits for it, and throws its failure.
 */
public suspend fun TransactionOperations.onCommitAwait(hook: suspend CoroutineScope.() -> Unit) {
    val adapted = SuspendingHook(currentCoroutineContext(), hook)
    onCommitAsync(adapted)
    adapted.awaitIfStarted()
}

/**
 * Registers a hook that runs in the block before its COMMIT, as [TransactionOperations.beforeCommitAsync] does. It runs in a coroutine of
 * its own with the context of this one, its dispatcher for example, but for its job. If it fails, the block is rolled back; if the block is
 * stopped meanwhile, it is cancelled. Where hooks run at once this waits for it, and throws its failure.
 */
public suspend fun TransactionOperations.beforeCommitAwait(hook: suspend CoroutineScope.() -> Unit) {
    val adapted = SuspendingHook(currentCoroutineContext(), hook) { stop -> onRollback { stop() } }
    beforeCommitAsync(adapted)
    adapted.awaitIfStarted()
}
