package dev.aatomic.kotlin

import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.future.await
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** A body that fails with a cancellation of its own has failed as with anything else: the block commits if `noRollbackFor` names that. */
internal class OwnCancellationTest {

    internal enum class Failing(val body: suspend (Entries) -> Unit) {
        THROWS({ throw CancellationException("its own") }),
        AWAITS({
            val cancelled = CompletableFuture<Unit>()
            cancelled.completeExceptionally(CancellationException("its own"))
            cancelled.await()
        }),
        THROWS_WRAPPED({ throw CompletionException(CancellationException("its own")) }),
        JOINS({
            val cancelled = CompletableFuture<Unit>()
            cancelled.completeExceptionally(CancellationException("its own"))
            cancelled.join()
        }),
        AWAITS_NESTED_BLOCK({ entries ->
            val nested = entries.atomic.getStageAsync { CompletableFuture<Unit>() }
            nested.cancel(true)
            nested.await()
        }),
        CANCELS_ITSELF({ currentCoroutineContext().cancel(CancellationException("its own")) }),
        CANCELS_ITSELF_AND_WAITS({
            currentCoroutineContext().cancel(CancellationException("its own"))
            CompletableDeferred<Unit>().await()
        }),
        FAILS_IN_A_SCOPE({ coroutineScope { throw CancellationException("its own") } }),
    }

    @ParameterizedTest
    @EnumSource
    fun commitsWhatIsNamed(failing: Failing) = withEntries { entries ->
        val told = failure {
            entries.atomic.noRollbackFor(CancellationException::class.java).await {
                entries.insert(1)
                failing.body(entries)
            }
        }
        assertThat(told).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @ParameterizedTest
    @EnumSource
    fun commitsWhatIsNamedInAFlow(failing: Failing) = withEntries { entries ->
        val told = failure {
            entries.atomic.noRollbackFor(CancellationException::class.java).flow<Int> {
                entries.insert(1)
                failing.body(entries)
            }.collect()
        }
        assertThat(told).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun deferredWhoseFunctionThrowsCommitsWhatIsNamed() = withEntries { entries ->
        val told = failure {
            KotlinBlocks.deferred<Unit>(entries.atomic.noRollbackFor(CancellationException::class.java)) {
                entries.insert(1)
                throw CancellationException("its own")
            }.await()
        }
        assertThat(told).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @ParameterizedTest
    @EnumSource
    fun rollsBackOtherwise(failing: Failing) = withEntries { entries ->
        val told = failure {
            entries.atomic.await {
                entries.insert(1)
                failing.body(entries)
            }
        }
        assertThat(told).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }
}
