package dev.aatomic.kotlin

import java.util.concurrent.CancellationException
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** What generated classes call. */
internal class KotlinBlocksTest {

    private class Refused : IllegalStateException("refused")

    @Test
    fun suspendFunction() = withEntries { entries ->
        val function: suspend () -> String = {
            entries.insert(1)
            yield()
            coroutineScope { async { entries.insert(2) } }
            "value"
        }
        val value = KotlinBlocks.await(entries.atomic) { function.startCoroutineUninterceptedOrReturn(it) }
        assertThat(value).isEqualTo("value")
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun flowOfAFunction() = withEntries { entries ->
        val items = KotlinBlocks.flow(entries.atomic) {
            flow {
                entries.insert(1)
                emit(1)
            }
        }
        assertThat(entries.committed).isEmpty()
        assertThat(items.toList()).containsExactly(1)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun deferredCommitsWhenItsBodyHasCompleted() = withEntries { entries ->
        val body = CompletableDeferred<String>()
        val value: Deferred<String> = KotlinBlocks.deferred(entries.atomic) {
            entries.insert(1)
            body
        }
        body.complete("value")
        assertThat(value.await()).isEqualTo("value")
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun deferredOfAScopeOfItsOwnIsInTheBlockWithItsElement() = withEntries { entries ->
        val value = KotlinBlocks.deferred(entries.atomic) {
            async(Dispatchers.IO + BlockContext()) {
                yield()
                entries.insert(1)
                "value"
            }
        }
        assertThat(value.await()).isEqualTo("value")
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun lazyDeferredIsStarted() = withEntries { entries ->
        val value = KotlinBlocks.deferred(entries.atomic) {
            async(BlockContext(), CoroutineStart.LAZY) { entries.insert(1) }
        }
        withTimeout(5.seconds) { value.await() }
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun deferredThatIsCancelledByItselfIsCancelled() = withEntries { entries ->
        val body = CompletableDeferred<Unit>()
        val value = KotlinBlocks.deferred(entries.atomic) {
            entries.insert(1)
            body
        }
        val cancellation = CancellationException("by itself")
        body.cancel(cancellation)
        assertThat(failure { value.await() }).isNotInstanceOf(BlockCancelledException::class.java).hasMessage("by itself")
        assertThat(value.isCancelled).isTrue()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun unnamedBlockOfADeferredIsCalledAfterTheUsersCode() = withEntries { entries ->
        val thrown = failure {
            KotlinBlocks.deferred(entries.atomic) {
                runCatching { repeat(2) { entries.insert(1) } }
                CompletableDeferred(Unit)
            }.await()
        }
        assertThat(thrown).hasMessageContaining("KotlinBlocksTest").hasMessageNotContaining("DeferredBlock")
    }

    @Test
    fun failureOfADeferredRollsBack() = withEntries { entries ->
        val thrown = failure {
            KotlinBlocks.deferred(entries.atomic) {
                entries.insert(1)
                CompletableDeferred<Unit>().apply { completeExceptionally(Refused()) }
            }.await()
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun cancelOfADeferredCancelsItsBody() = withEntries { entries ->
        val body = CompletableDeferred<Unit>()
        val inside = CompletableDeferred<Unit>()
        val value = KotlinBlocks.deferred(entries.atomic) {
            entries.insert(1)
            inside.complete(Unit)
            body
        }
        inside.await()
        value.cancelAndJoin()
        body.join()
        assertThat(body.isCancelled).isTrue()
        assertThat(entries.committed).isEmpty()
    }
}
