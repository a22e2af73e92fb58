package dev.aatomic.spring.kotlin

import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.coroutines.Continuation
import kotlin.coroutines.suspendCoroutine
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import org.springframework.jdbc.core.JdbcTemplate
import org.springframework.transaction.annotation.Propagation
import org.springframework.transaction.annotation.Transactional

/** A service in Kotlin, whose functions have Spring's transactions. */
open class SuspendingService(private val jdbc: JdbcTemplate) {
    /** Those that have inserted their first row, and wait to be resumed. */
    open val suspended = ConcurrentLinkedQueue<Continuation<Unit>>()

    @Transactional
    open suspend fun insert(value: Int): Int = insertTwo(value)

    @Transactional(propagation = Propagation.NESTED)
    open suspend fun insertNested(value: Int): Int = insertTwo(value)

    @Transactional
    open fun insertDeferred(value: Int): Deferred<Int> {
        insertOne(value)
        return CompletableDeferred()
    }

    @Transactional
    open fun insertFlow(value: Int): Flow<Int> = flow { emit(insertOne(value)) }

    private suspend fun insertTwo(value: Int): Int {
        insertOne(value)
        suspendCoroutine<Unit> { suspended.add(it) }
        insertOne(value + 1)
        return value
    }

    private fun insertOne(value: Int) = jdbc.update("insert into entry values (?)", value)
}
