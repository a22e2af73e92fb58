package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.CheckedSupplier
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emitAll

/** What generated classes call for the functions of an interface in Kotlin. In Kotlin write [await] and [flow]. */
public object KotlinBlocks {

    /** Runs a suspend function in a block, as the extension [dev.aatomic.kotlin.await] does. */
    @JvmStatic
    public suspend fun <T> await(atomic: Atomic, body: SuspendingBody<T>): T =
        SuspendingBlock(atomic, body) { suspendCoroutineUninterceptedOrReturn { body.start(it) } }.await()

    /** Makes a flow of which each collection is a block, as the extension [dev.aatomic.kotlin.flow] does. The body makes what is collected. */
    @JvmStatic
    public fun <T> flow(atomic: Atomic, body: CheckedSupplier<out Flow<T>, *>): Flow<T> =
        blockFlow(atomic, body) { emitAll(body.get()) }

    /**
     * Opens a block, which commits when what the body returns has completed, and cancels that if the block is stopped. To cancel what is
     * returned here rolls back, which its `join` does not wait for.
     */
    @JvmStatic
    public fun <T> deferred(atomic: Atomic, body: CheckedSupplier<out Deferred<T>, *>): Deferred<T> =
        DeferredBlock(atomic, body).open()
}
