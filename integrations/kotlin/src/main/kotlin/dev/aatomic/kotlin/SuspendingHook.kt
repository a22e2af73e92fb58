package dev.aatomic.kotlin

import dev.aatomic.runtime.CheckedSupplier
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.future.future

/**
 * A hook that runs in a coroutine of its own.
 *
 * @param registered the context of the coroutine that registers it
 * @param onStart called before it starts, with what stops it
 */
internal class SuspendingHook(
    private val registered: CoroutineContext,
    private val hook: suspend CoroutineScope.() -> Unit,
    private val onStart: (stop: () -> Unit) -> Unit = { },
) : CheckedSupplier<CompletableFuture<Unit>, RuntimeException> {

    @Volatile
    private var started: CompletableFuture<Unit>? = null

    /** In the scope that is current where the engine calls hooks. */
    override fun get(): CompletableFuture<Unit> {
        val job = Job()
        onStart { job.cancel(null) }
        return CoroutineScope(registered + job + BlockContext()).future { hook() }.also { started = it }
    }

    /** Waits for a hook that was not registered for later, but started: nobody else waits for it. */
    suspend fun awaitIfStarted() {
        started?.cancellableResult()?.getOrThrow()
    }
}
