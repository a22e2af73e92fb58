package dev.aatomic.kotlin

import dev.aatomic.runtime.Scope
import dev.aatomic.runtime.spi.CurrentScope
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.ThreadContextElement

/**
 * Makes a block current wherever a coroutine goes on, on whichever thread that is. [await] and [flow] put it around their bodies, so it is
 * needed only for coroutines that are no children of these:
 *
 * ```
 * transactions.atomic().run {
 *     runBlocking(Dispatchers.IO + BlockContext()) { … }
 * }
 * ```
 *
 * The block waits for children of its body alone. A coroutine that outlives the block gets a
 * [dev.aatomic.runtime.TransactionManagementException] for its first statement after the block's end. Immutable.
 */
public class BlockContext internal constructor(private val scope: Any?) : ThreadContextElement<Any?> {

    /** The block that is current on this thread; none, if none is. */
    public constructor() : this(CURRENT.get())

    override val key: CoroutineContext.Key<BlockContext>
        get() = Key

    override fun updateThreadContext(context: CoroutineContext): Any? {
        val before = CURRENT.get()
        CURRENT.set(scope)
        return before
    }

    override fun restoreThreadContext(context: CoroutineContext, oldState: Any?) {
        CURRENT.set(oldState)
    }

    /** The key of this element. */
    public companion object Key : CoroutineContext.Key<BlockContext> {
        private val CURRENT = CurrentScope.ofThread()
    }
}

/** Makes this block current in coroutines that have the element in their context. */
public fun Scope.asContextElement(): BlockContext = call<BlockContext, RuntimeException> { BlockContext() }
