package dev.aatomic.kotlin

import kotlin.coroutines.Continuation

/** A suspend function as Java sees it, for [KotlinBlocks]. */
public fun interface SuspendingBody<T> {

    /**
     * Calls the function.
     *
     * @return its value, or that it is suspended and will go on with the continuation
     */
    @Throws(Throwable::class)
    public fun start(continuation: Continuation<T>): Any?
}
