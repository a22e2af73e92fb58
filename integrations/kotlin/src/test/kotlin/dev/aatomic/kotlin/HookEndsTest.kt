package dev.aatomic.kotlin

import dev.aatomic.runtime.AfterCommitException
import dev.aatomic.runtime.TransactionTimedOutException
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executors
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Hooks that are stopped, that fail in unusual ways, or whose registration is. */
internal class HookEndsTest {

    private class Refused : IllegalStateException("refused")

    @Test
    fun hookBeforeCommitIsCancelledWithItsBlock() = withEntries { entries ->
        val ofHook = CompletableDeferred<Throwable>()
        val thrown = failure {
            entries.atomic.timeout(Duration.ofMillis(100)).await {
                entries.insert(1)
                entries.transactions.beforeCommitAwait { ofHook.complete(failure { awaitCancellation() }) }
            }
        }
        assertThat(thrown).isInstanceOf(TransactionTimedOutException::class.java)
        assertThat(withTimeout(5.seconds) { ofHook.await() }).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun hookBeforeCommitIsCancelledWithItsCaller() = withEntries { entries ->
        val ofHook = CompletableDeferred<Throwable>()
        val value = withTimeoutOrNull(100.milliseconds) {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.beforeCommitAwait { ofHook.complete(failure { awaitCancellation() }) }
            }
        }
        assertThat(value as Any?).isNull()
        assertThat(entries.connectionsOut).isZero()
        assertThat(withTimeout(5.seconds) { ofHook.await() }).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun hookAfterCommitIsFinishedAlthoughTheCallerIsCancelled() = withEntries { entries ->
        val inHook = CompletableDeferred<Unit>()
        val go = CompletableDeferred<Unit>()
        val caller = launch {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.onCommitAwait {
                    inHook.complete(Unit)
                    go.await()
                    entries.atomic.await { entries.insert(2) }
                }
            }
        }
        inHook.await()
        caller.cancel()
        go.complete(Unit)
        caller.join()
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun cancellationThatAHookThrowsIsNotLost() = withEntries { entries ->
        val after = failure {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.onCommitAwait { throw CancellationException("hook") }
            }
        }
        assertThat(after).isInstanceOf(AfterCommitException::class.java)
        assertThat(after.cause).hasMessage("hook")
        val before = failure {
            entries.atomic.await {
                entries.insert(2)
                entries.transactions.beforeCommitAwait { throw CancellationException("hook") }
            }
        }
        assertThat(before).isInstanceOf(BlockCancelledException::class.java).hasMessageContaining("hook")
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun hookRegisteredByAChildThatHasEnded() = withEntries { entries ->
        val ran = ConcurrentLinkedQueue<String>()
        entries.atomic.await {
            launch(Dispatchers.IO + CoroutineName("child")) {
                entries.transactions.beforeCommitAwait {
                    entries.insert(1)
                    ran += "before in ${currentCoroutineContext()[CoroutineName]?.name}"
                }
                entries.transactions.onCommitAwait {
                    yield()
                    ran += "after"
                }
            }.join()
            withTimeoutOrNull(20.milliseconds) {
                entries.transactions.onCommitAwait { ran += "after, registered by what was cancelled" }
                awaitCancellation()
            }
        }
        assertThat(ran).containsExactly("before in child", "after", "after, registered by what was cancelled")
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun hookWhoseDispatcherIsClosedFails() = withEntries { entries ->
        val executor = Executors.newSingleThreadExecutor()
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                withContext(executor.asCoroutineDispatcher()) { entries.transactions.onCommitAwait { } }
                executor.shutdown()
            }
        }
        assertThat(thrown).isInstanceOf(AfterCommitException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun childrenOfAHookAreWaitedFor() = withEntries { entries ->
        entries.atomic.await {
            entries.transactions.beforeCommitAwait {
                launch(Dispatchers.IO) { entries.insert(1) }
                async { entries.insert(2) }
            }
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun failureOfAChildOfAHookRollsBack() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.beforeCommitAwait {
                    launch(Dispatchers.IO) { throw Refused() }
                    awaitCancellation()
                }
            }
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun hookOfAHookIsWaitedForAndItsFailureIsSeen() = withEntries { entries ->
        val ran = ConcurrentLinkedQueue<String>()
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.onCommitAwait {
                    entries.transactions.onCommitAwait {
                        delay(20.milliseconds)
                        ran += "inner"
                    }
                    ran += "outer"
                    entries.transactions.onCommitAwait {
                        yield()
                        throw Refused()
                    }
                }
            }
        }
        assertThat(ran).containsExactly("inner", "outer")
        assertThat(thrown).isInstanceOf(AfterCommitException::class.java)
        assertThat(thrown.cause).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun hooksOfAFlow() = withEntries { entries ->
        val ran = ConcurrentLinkedQueue<String>()
        entries.atomic.flow {
            entries.insert(1)
            entries.transactions.beforeCommitAwait { ran += "before" }
            entries.transactions.onCommitAwait { ran += "after ${entries.committed}" }
            emit(1)
        }.collect { ran += "item" }
        assertThat(ran).containsExactly("item", "before", "after [1]")
    }
}
