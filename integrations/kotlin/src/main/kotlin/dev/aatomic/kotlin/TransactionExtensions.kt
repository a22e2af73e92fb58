@file:JvmName("TransactionExtensions")

package dev.aatomic.kotlin

import dev.aatomic.runtime.TransactionOperations
import java.sql.Connection
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.future.future

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
 * coroutine of its own with the context of this one, its dispatcher for example, but for its job.
 */
public suspend fun TransactionOperations.onCommitAwait(hook: suspend CoroutineScope.() -> Unit) {
    val context = currentCoroutineContext()
    onCommitAsync { runHook(context, hook) }
}

/**
 * Registers a hook that runs in the block before its COMMIT, as [TransactionOperations.beforeCommitAsync] does. It runs in a coroutine of
 * its own with the context of this one, its dispatcher for example, but for its job. If it fails, the block is rolled back.
 */
public suspend fun TransactionOperations.beforeCommitAwait(hook: suspend CoroutineScope.() -> Unit) {
    val context = currentCoroutineContext()
    beforeCommitAsync { runHook(context, hook) }
}

/** In the scope that is current where the engine calls hooks. */
private fun runHook(registered: CoroutineContext, hook: suspend CoroutineScope.() -> Unit): CompletableFuture<Unit> =
    CoroutineScope(registered.minusKey(Job) + BlockContext()).future { hook() }
