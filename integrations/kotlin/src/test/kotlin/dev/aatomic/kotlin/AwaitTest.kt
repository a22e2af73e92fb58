package dev.aatomic.kotlin

import dev.aatomic.ConnectionAcquisition
import dev.aatomic.runtime.DurableNestedException
import dev.aatomic.runtime.NoTransactionException
import dev.aatomic.runtime.RetryPolicy
import dev.aatomic.runtime.TransactionManagementException
import dev.aatomic.runtime.UnexpectedRollbackException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executors
import kotlin.coroutines.ContinuationInterceptor
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** A block whose body is a suspend function. */
internal class AwaitTest {

    private class Refused : IllegalStateException("refused")

    @Test
    fun commitsWhenTheBodyHasEnded() = withEntries { entries ->
        val value = entries.atomic.await {
            entries.insert(1)
            yield()
            entries.insert(2)
            assertThat(entries.committed).isEmpty()
            "both"
        }
        assertThat(value).isEqualTo("both")
        assertThat(entries.committed).containsExactly(1, 2)
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun connectionMayBeTakenWithTheFirstStatement() = withEntries(connections = 1) { entries ->
        val late = entries.atomic.connection(ConnectionAcquisition.LAZY)
        val gate = CompletableDeferred<Unit>()
        val holding = CompletableDeferred<Unit>()
        val holder = async {
            entries.atomic.await {
                holding.complete(Unit)
                gate.await()
                entries.insert(1)
            }
        }
        holding.await()
        // Without a statement, though another has the only connection.
        assertThat(late.await { "none" }).isEqualTo("none")
        val begun = CompletableDeferred<Unit>()
        val waits = async {
            late.await {
                begun.complete(Unit)
                entries.transactions.submitAndAwait { it.insert(2) }
            }
        }
        begun.await()
        assertThat(waits.isCompleted).isFalse()
        gate.complete(Unit)
        holder.await()
        waits.await()
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun valueMayBeNull() = withEntries { entries ->
        val value: String? = entries.atomic.await { null }
        assertThat(value).isNull()
    }

    @Test
    fun failureRollsBackAndIsThrownAsItWas() = withEntries { entries ->
        val refused = Refused()
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                yield()
                throw refused
            }
        }
        assertThat(thrown).isSameAs(refused)
        assertThat(entries.committed).isEmpty()
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun bodyRunsOnTheDispatcherOfItsCaller() = withEntries { entries ->
        val caller = currentCoroutineContext()[ContinuationInterceptor]
        entries.atomic.await { assertThat(currentCoroutineContext()[ContinuationInterceptor]).isSameAs(caller) }
        Executors.newSingleThreadExecutor { Thread(it, "one") }.asCoroutineDispatcher().use { one ->
            withContext(one) {
                entries.atomic.await {
                    assertThat(Thread.currentThread().name).startsWith("one")
                    entries.transactions.submitAndAwait { it.insert(1) }
                    assertThat(Thread.currentThread().name).startsWith("one")
                    entries.insert(2)
                }
            }
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun blockIsCurrentOnEveryDispatcherAndInChildren() = withEntries { entries ->
        entries.atomic.await {
            withContext(Dispatchers.IO) { entries.insert(1) }
            (2..6).map { async(Dispatchers.IO) { entries.insert(it) } }.awaitAll()
            launch(Dispatchers.Unconfined) {
                entries.transactions.submitAndAwait { it.insert(7) }
                entries.insert(8)
            }
            flow {
                entries.insert(9)
                emit(9)
            }.flowOn(Dispatchers.IO).toList()
            channelFlow {
                launch(Dispatchers.IO) {
                    entries.insert(10)
                    send(10)
                }
            }.toList()
            CompletableFuture.runAsync { }.await()
            entries.insert(11)
        }
        assertThat(entries.committed).isEqualTo((1..11).toList())
    }

    @Test
    fun childrenAreWaitedFor() = withEntries { entries ->
        val go = CompletableDeferred<Unit>()
        val block = async {
            entries.atomic.await {
                launch {
                    go.await()
                    entries.insert(1)
                }
                "early"
            }
        }
        yield()
        assertThat(block.isCompleted).isFalse()
        go.complete(Unit)
        assertThat(block.await()).isEqualTo("early")
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun failureOfAChildRollsBackAndIsThrownOnce() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                val child = async(Dispatchers.IO) { throw Refused() }
                child.await()
            }
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(thrown.suppressed).isEmpty()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun failureOfAChildCancelsTheOthersAndTheBody() = withEntries { entries ->
        val started = CompletableDeferred<Unit>()
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                launch { Channel<Unit>().receive() }
                launch {
                    started.await()
                    throw Refused()
                }
                started.complete(Unit)
                Channel<Unit>().receive()
            }
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun supervisorScopeSparesTheBlock() = withEntries { entries ->
        entries.atomic.await {
            supervisorScope {
                val bad = async { throw Refused() }
                val good = async { entries.insert(1) }
                good.await()
                assertThat(failure { bad.await() }).isInstanceOf(Refused::class.java)
            }
            entries.insert(2)
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun swallowedFailureOfAStatementRollsBack() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                assertThat(failure { entries.insert(1) }).isNotNull()
            }
        }
        assertThat(thrown).isInstanceOf(UnexpectedRollbackException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun nestedBlockIsASavepoint() = withEntries { entries ->
        entries.atomic.await {
            entries.insert(1)
            val refused = Refused()
            val thrown = failure {
                entries.atomic.await {
                    entries.insert(2)
                    assertThat(entries.seen()).containsExactly(1, 2)
                    throw refused
                }
            }
            assertThat(thrown).isSameAs(refused)
            assertThat(entries.seen()).containsExactly(1)
            withContext(Dispatchers.IO) { entries.atomic.await { entries.insert(3) } }
            entries.insert(4)
        }
        assertThat(entries.committed).containsExactly(1, 3, 4)
    }

    @Test
    fun nestedBlocksOfParallelChildren() = withEntries(connections = 1) { entries ->
        entries.atomic.await {
            (1..10).map {
                async(Dispatchers.IO) {
                    runCatching {
                        entries.atomic.await {
                            entries.insert(it)
                            yield()
                            if (it % 2 == 0) throw Refused()
                        }
                    }
                }
            }.awaitAll()
        }
        assertThat(entries.committed).containsExactly(1, 3, 5, 7, 9)
    }

    /** Both go on where the engine runs their steps, one on top of the other. */
    @Test
    fun nestedBlocksOfUnconfinedChildrenDoNotWaitForEachOther() = withEntries { entries ->
        entries.atomic.await {
            val both = CompletableFuture<Unit>()
            val bound = entries.transactions.bind(both)
            listOf(1, 2).forEach { value ->
                launch(Dispatchers.Unconfined) {
                    bound.await()
                    entries.atomic.await { entries.insert(value) }
                }
            }
            both.complete(Unit)
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun refusalsArriveAsExceptions() = withEntries { entries ->
        val thrown = failure { entries.atomic.await { entries.atomic.durable().await { } } }
        assertThat(thrown).isInstanceOf(DurableNestedException::class.java)
    }

    @Test
    fun retryRunsTheBodyAgain() = withEntries { entries ->
        var attempts = 0
        val policy = RetryPolicy.ofMaxAttempts(3).retryFor(Refused::class.java)
        val value = entries.atomic.retry(policy).await {
            entries.insert(++attempts)
            yield()
            if (attempts < 3) throw Refused()
            attempts
        }
        assertThat(value).isEqualTo(3)
        assertThat(entries.committed).containsExactly(3)
    }

    @Test
    fun policyThatIsExhaustedThrowsTheLastFailure() = withEntries { entries ->
        val refusals = mutableListOf<Refused>()
        val policy = RetryPolicy.ofMaxAttempts(2).retryFor(Refused::class.java)
        val thrown = failure {
            entries.atomic.retry(policy).await { throw Refused().also { refusals += it } }
        }
        assertThat(refusals).hasSize(2)
        assertThat(thrown).isSameAs(refusals.last())
    }

    @Test
    fun failureThatCommitsIsThrown() = withEntries { entries ->
        val refused = Refused()
        val thrown = failure {
            entries.atomic.noRollbackFor(Refused::class.java).await {
                entries.insert(1)
                throw refused
            }
        }
        assertThat(thrown).isSameAs(refused)
        assertThat(entries.committed).containsExactly(1)
    }

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun coroutineThatIsNoChildHasNoBlock() = withEntries { entries ->
        val thrown = entries.atomic.await {
            entries.insert(1)
            GlobalScope.async { failure { entries.transactions.submitAndAwait { it.insert(2) } } }.await()
        }
        assertThat(thrown).isInstanceOf(NoTransactionException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun coroutineThatOutlivesTheBlockIsRefused() = withEntries { entries ->
        val ended = CompletableDeferred<Unit>()
        val late = entries.atomic.await {
            entries.insert(1)
            GlobalScope.async(BlockContext()) {
                ended.await()
                failure { entries.transactions.submitAndAwait { it.insert(2) } }
            }
        }
        ended.complete(Unit)
        assertThat(late.await()).isInstanceOf(TransactionManagementException::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun scopeOfACoroutineCanBeGiven() = withEntries { entries ->
        val scope = entries.atomic.enter().await()
        withContext(Dispatchers.IO + scope.asContextElement()) {
            yield()
            entries.insert(1)
        }
        scope.exit().await()
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun runBlockingInABlockingBodyIsInTheBlock() {
        Entries().use { entries ->
            entries.atomic.blocking {
                entries.insert(1)
                runBlocking {
                    yield()
                    entries.insert(2)
                    withContext(Dispatchers.IO + BlockContext()) { entries.insert(3) }
                    entries.atomic.await { entries.insert(4) }
                }
            }
            assertThat(entries.committed).containsExactly(1, 2, 3, 4)
        }
    }

    @Test
    fun blockingFormInfersItsTypes() {
        Entries().use { entries ->
            val refused = Refused()
            val rows: List<Int> = entries.atomic.blocking {
                entries.insert(1)
                entries.seen()
            }
            assertThat(rows).containsExactly(1)
            assertThat(runCatching { entries.atomic.blocking { throw refused } }.exceptionOrNull()).isSameAs(refused)
        }
    }

    @Test
    fun nothingIsCurrentAfterwards() = withEntries { entries ->
        entries.atomic.await { entries.insert(1) }
        assertThat(failure { entries.transactions.submitAndAwait { it.insert(2) } })
            .isInstanceOf(NoTransactionException::class.java)
    }

    @Test
    fun unnamedBlockIsCalledAfterTheUsersCode() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                assertThat(failure { entries.insert(1) }).isNotNull()
            }
        }
        assertThat(thrown).hasMessageContaining("AwaitTest").hasMessageNotContaining("SuspendingBlock")
        val ofBlocking = runCatching {
            entries.atomic.blocking { runCatching { repeat(2) { entries.insert(1) } } }
        }.exceptionOrNull()
        assertThat(ofBlocking).hasMessageContaining("AwaitTest").hasMessageNotContaining("AtomicExtensions")
    }
}
