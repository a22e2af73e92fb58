package dev.aatomic.kotlin

import dev.aatomic.runtime.RetryPolicy
import dev.aatomic.runtime.TransactionTimedOutException
import dev.aatomic.testing.Await
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Failures of a body and of its children, several at a time. */
internal class FailuresTest {

    private class Refused(message: String = "refused") : IllegalStateException(message)

    @Test
    fun failureOfTheBodyComesBeforeThoseOfChildrenThatItCancels() = withEntries { entries ->
        val ofBody = Refused("body")
        val ofChild = Refused("child")
        val thrown = failure {
            entries.atomic.await {
                val waits = CompletableDeferred<Unit>()
                launch {
                    try {
                        waits.complete(Unit)
                        awaitCancellation()
                    } finally {
                        throw ofChild
                    }
                }
                waits.await()
                throw ofBody
            }
        }
        assertThat(thrown).isSameAs(ofBody)
        assertThat(thrown.suppressed).containsExactly(ofChild)
    }

    @Test
    fun failureOfAChildComesBeforeThatOfTheBodyWhichItCancels() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                launch(Dispatchers.IO) { throw Refused("child") }
                try {
                    awaitCancellation()
                } finally {
                    throw Refused("body")
                }
            }
        }
        assertThat(thrown).hasMessage("child")
        assertThat(generateSequence(thrown) { it.cause }.flatMap { it.suppressed.asSequence() }.map { it.message }.toList())
            .contains("body")
    }

    @Test
    fun errorsRollBackAndAreThrown() = withEntries { entries ->
        listOf(AssertionError("wrong"), StackOverflowError(), OutOfMemoryError("made up"), LinkageError()).forEach { error ->
            val thrown = failure {
                entries.atomic.await {
                    entries.insert(1)
                    yield()
                    throw error
                }
            }
            assertThat(thrown).isSameAs(error)
            assertThat(entries.connectionsOut).isZero()
        }
        fun deep(depth: Int): Int = if (depth < 0) 0 else 1 + deep(depth + 1)
        assertThat(failure { entries.atomic.await { entries.insert(deep(0)) } })
            .isInstanceOf(StackOverflowError::class.java)
        assertThat(entries.committed).isEmpty()
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun cancellationThatTheBodyThrowsByItselfRollsBackAndIsThrown() = withEntries { entries ->
        val cancellation = CancellationException("by myself")
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                throw cancellation
            }
        }
        assertThat(thrown).isSameAs(cancellation)
        assertThat(entries.committed).isEmpty()
        assertThat(isActive).isTrue()
    }

    @Test
    fun failureOfABlockIsHandledOnce() = withEntries { entries ->
        val handled = AtomicInteger()
        val scope = CoroutineScope(CoroutineExceptionHandler { _, _ -> handled.incrementAndGet() })
        scope.launch {
            entries.atomic.await {
                launch { throw Refused() }
                awaitCancellation()
            }
        }.join()
        assertThat(handled).hasValue(1)
    }

    @Test
    fun cancelBetweenTwoAttemptsRunsNoOther() = withEntries { entries ->
        val attempts = AtomicInteger()
        val policy = RetryPolicy.ofMaxAttempts(3).retryFor(Refused::class.java)
            .withBackoff(Duration.ofMinutes(10), Duration.ofMinutes(10))
        val caller = launch {
            entries.atomic.retry(policy).await {
                entries.insert(attempts.incrementAndGet())
                throw Refused()
            }
        }
        Await.until("the first attempt is over") { attempts.get() == 1 && entries.connectionsOut == 0 }
        caller.cancelAndJoin()
        assertThat(attempts).hasValue(1)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun timeoutDuringAnAttemptThatGoesOnIsWaitedFor() = withEntries { entries ->
        val running = AtomicInteger()
        val most = AtomicInteger()
        val thrown = failure {
            entries.atomic.timeout(Duration.ofMillis(50)).retry(RetryPolicy.ofMaxAttempts(3)).await {
                most.accumulateAndGet(running.incrementAndGet(), ::maxOf)
                withContext(NonCancellable) { delay(150) }
                running.decrementAndGet()
            }
        }
        assertThat(thrown).isInstanceOf(TransactionTimedOutException::class.java)
        assertThat(running).hasValue(0)
        assertThat(most).hasValue(1)
    }

    @Test
    fun deferredOfABlockThatSomebodyElseCancelsFailsLoudly() = withEntries(closeTimeout = Duration.ofMillis(10)) { entries ->
        val inside = CompletableDeferred<Unit>()
        val block = KotlinBlocks.deferred(entries.atomic) {
            entries.insert(1)
            inside.complete(Unit)
            CompletableDeferred<Unit>()
        }
        val caller = async { failure { block.await() } }
        inside.await()
        withContext(Dispatchers.IO) { entries.transactions.close() }
        assertThat(caller.await()).isInstanceOf(BlockCancelledException::class.java)
    }
}
