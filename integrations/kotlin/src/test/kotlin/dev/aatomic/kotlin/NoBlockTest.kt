package dev.aatomic.kotlin

import dev.aatomic.runtime.NoTransactionException
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test

/** A statement where no block is names the line that is the user's, and how coroutines come into a block. */
internal class NoBlockTest {

    private fun assertTells(failure: Throwable) {
        assertThat(failure)
            .isInstanceOf(NoTransactionException::class.java)
            .hasMessageContaining("at dev.aatomic.kotlin.NoBlockTest")
            .hasMessageContaining("(NoBlockTest.kt:")
            .hasMessageContaining("BlockContext()")
    }

    private fun failureOf(code: suspend () -> Unit): Throwable = catchThrowable { runBlocking { code() } }

    @Test
    fun ofASuspendFunction() = Entries().use { entries ->
        assertTells(failureOf {
            entries.transactions.submitAndAwait { 1 }
            Unit
        })
        assertTells(failureOf {
            delay(1)
            entries.transactions.submitAndAwait { 1 }
            Unit
        })
        assertTells(failureOf { entries.transactions.onCommitAwait {} })
    }

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun ofACoroutineThatIsNoChild() = Entries().use { entries ->
        assertTells(failureOf {
            entries.atomic.await {
                GlobalScope.async {
                    entries.transactions.submitAndAwait { 1 }
                    Unit
                }.await()
            }
        })
    }
}
