package dev.aatomic.kotlin

import dev.aatomic.runtime.NoTransactionException
import dev.aatomic.runtime.RetryPolicy
import dev.aatomic.testing.Await
import java.time.Duration
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.job
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test

/** Blocks on dispatchers of all kinds, in good health and bad. */
internal class DispatchersTest {

    private class Refused : IllegalStateException("refused")

    private fun one() = Executors.newSingleThreadExecutor { Thread(it, "one") }

    @Test
    fun dispatcherThatIsClosedMeanwhileRollsBack() = withEntries { entries ->
        val executor = one()
        val inside = CompletableDeferred<Unit>()
        val go = CompletableDeferred<Unit>()
        val caller = launch(executor.asCoroutineDispatcher()) {
            entries.atomic.await {
                entries.insert(1)
                inside.complete(Unit)
                go.await()
                entries.insert(2)
            }
        }
        inside.await()
        executor.submit { }.get() // by then the body waits
        executor.shutdown()
        go.complete(Unit)
        caller.join()
        assertThat(caller.isCancelled).isTrue()
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun dispatcherThatIsClosedWhileTheBlockWaitsForAConnection() = withEntries(connections = 1) { entries ->
        val executor = one()
        val inside = CompletableDeferred<Unit>()
        val go = CompletableDeferred<Unit>()
        val holder = launch {
            entries.atomic.await {
                inside.complete(Unit)
                go.await()
            }
        }
        inside.await()
        val waits = CompletableDeferred<Unit>()
        val caller = launch(executor.asCoroutineDispatcher()) {
            launch { waits.complete(Unit) }
            entries.atomic.await { entries.insert(1) }
        }
        waits.await()
        executor.shutdown()
        go.complete(Unit)
        joinAll(holder, caller)
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun closedDispatcherInsideIsACancellation() = withEntries { entries ->
        val executor = one().apply { shutdown() }
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                withContext(executor.asCoroutineDispatcher()) { entries.insert(2) }
            }
        }
        assertThat(thrown).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    /** The code goes on when its dispatcher has a thread for it; the connection is not kept until then. */
    @Test
    fun cancelGivesTheConnectionBackAlthoughTheDispatcherIsBlocked() = withEntries { entries ->
        val executor = one()
        val inside = CompletableDeferred<Unit>()
        val blocked = CountDownLatch(1)
        val caller = launch(executor.asCoroutineDispatcher()) {
            entries.atomic.await {
                entries.insert(1)
                inside.complete(Unit)
                CompletableDeferred<Unit>().await()
            }
        }
        inside.await()
        executor.submit { }.get() // by then the body waits
        executor.execute { blocked.await() }
        caller.cancel()
        Await.until("the connection is back") { entries.connectionsOut == 0 }
        assertThat(caller.isCompleted).isFalse()
        blocked.countDown()
        caller.join()
        executor.shutdown()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun runBlockingInsideOnTheOnlyThread() = withEntries { entries ->
        one().asCoroutineDispatcher().use { only ->
            val took = measureTime {
                withContext(only) {
                    entries.atomic.await {
                        runBlocking {
                            entries.transactions.submitAndAwait { it.insert(1) }
                            async(Dispatchers.IO + BlockContext()) { entries.insert(2) }.await()
                            entries.atomic.await { entries.transactions.submitAndAwait { it.insert(3) } }
                        }
                        entries.insert(4)
                    }
                }
            }
            assertThat(took).isLessThan(5.seconds)
        }
        assertThat(entries.committed).containsExactly(1, 2, 3, 4)
    }

    @Test
    fun runBlockingInsideAnUnconfinedBodyThatTheEngineStarts() = withEntries(connections = 1) { entries ->
        val inside = CompletableDeferred<Unit>()
        val go = CompletableDeferred<Unit>()
        val first = launch {
            entries.atomic.await {
                inside.complete(Unit)
                go.await()
            }
        }
        inside.await()
        val second = launch(Dispatchers.Unconfined) {
            entries.atomic.await {
                entries.insert(1)
                runBlocking {
                    entries.transactions.submitAndAwait { it.insert(2) }
                    entries.atomic.await { entries.insert(3) }
                }
                entries.atomic.await { entries.transactions.submitAndAwait { it.insert(4) } }
            }
        }
        go.complete(Unit)
        withTimeout(20.seconds) { joinAll(first, second) }
        assertThat(entries.committed).containsExactly(1, 2, 3, 4)
    }

    /** So Kotlin's event loop has it. A coroutine with an element of its own is spared. */
    @Test
    fun runBlockingInsideRunsTheOtherCoroutinesOfItsThreadInTheBlock() {
        Entries().use { entries ->
            runBlocking {
                val inside = CompletableDeferred<Unit>()
                val bare = launch {
                    inside.await()
                    entries.atomic.await { entries.insert(2) }
                }
                val guarded = launch(BlockContext()) {
                    inside.await()
                    entries.atomic.await { entries.insert(3) }
                }
                failure {
                    entries.atomic.await {
                        entries.insert(1)
                        inside.complete(Unit)
                        runBlocking { while (!bare.isCompleted || !guarded.isCompleted) yield() }
                        throw Refused()
                    }
                }
            }
            assertThat(entries.committed).containsExactly(3)
        }
    }

    @Test
    fun thousandsOfUnconfinedBlocksWaitForOneConnection() = withEntries(connections = 1) { entries ->
        (1..2000).map { value ->
            launch(Dispatchers.Unconfined) {
                entries.atomic.await { entries.transactions.submitAndAwait { it.insert(value) } }
            }
        }.joinAll()
        assertThat(entries.committed).hasSize(2000)
    }

    @Test
    fun thousandsAtOnce() = withEntries(connections = 4) { entries ->
        (1..3000).map { value ->
            async(Dispatchers.Default) {
                entries.atomic.await {
                    entries.insert(value)
                    yield()
                    if (value % 10 == 0) throw CancellationException("odd one out")
                    value
                }
            }
        }.joinAll()
        assertThat(entries.committed).isEqualTo((1..3000).filter { it % 10 != 0 })
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun retriesOfAnUnconfinedBody() = withEntries { entries ->
        val attempts = AtomicInteger()
        val policy = RetryPolicy.ofMaxAttempts(4).retryFor(Refused::class.java).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
        withContext(Dispatchers.Unconfined) {
            entries.atomic.retry(policy).await {
                entries.insert(attempts.incrementAndGet())
                entries.atomic.await { entries.transactions.submitAndAwait { it.insert(100 + attempts.get()) } }
                if (attempts.get() < 4) throw Refused()
            }
        }
        assertThat(entries.committed).containsExactly(4, 104)
    }

    /** A thread that has run blocks has none current when it runs something else. */
    @Test
    fun threadsAreLeftAsTheyWere() = withEntries { entries ->
        val pool = Executors.newFixedThreadPool(2)
        val dispatcher = pool.asCoroutineDispatcher()
        (1..200).map { value ->
            launch(dispatcher) {
                runCatching {
                    entries.atomic.await {
                        entries.insert(value)
                        launch(Dispatchers.Unconfined) { entries.transactions.submitAndAwait { it.insert(-value) } }
                        withContext(Dispatchers.IO) { yield() }
                        if (value % 3 == 0) throw Refused()
                        if (value % 5 == 0) coroutineContext.cancel()
                        entries.atomic.flow { emit(1) }.toList()
                    }
                }
                assertThat(noneIsCurrent(entries)).isTrue()
            }
        }.joinAll()
        val checked = (1..4).map { pool.submit<Boolean> { noneIsCurrent(entries) } }
        assertThat(checked.map { it.get() }).containsOnly(true)
        (1..64).map { async(Dispatchers.IO) { noneIsCurrent(entries) } }.awaitAll().forEach { assertThat(it).isTrue() }
        pool.shutdown()
    }

    private fun noneIsCurrent(entries: Entries) =
        runCatching { entries.transactions.submit<Int> { 1 }.toCompletableFuture().join() }
            .exceptionOrNull().let { it is NoTransactionException || it?.cause is NoTransactionException }

    @Test
    fun coroutineWithAJobOfItsOwnIsInTheBlockAndNotWaitedFor() = withEntries { entries ->
        val go = CompletableDeferred<Unit>()
        val own = Job()
        val ended = CompletableDeferred<Throwable>()
        entries.atomic.await {
            launch(coroutineContext + own) { entries.insert(1) }.join()
            launch(coroutineContext + own) {
                go.await()
                ended.complete(failure { entries.insert(2) })
            }
        }
        go.complete(Unit)
        assertThat(ended.await()).isNotInstanceOf(AssertionError::class.java)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun callerThatIsCancelledWhileTheBlockOpens() = withEntries(connections = 2) { entries ->
        val ran = ConcurrentLinkedQueue<Int>()
        val callers = (1..500).map { value ->
            val scope = CoroutineScope(Dispatchers.Default + Job())
            val opens = CountDownLatch(1)
            val caller = scope.launch {
                opens.countDown()
                entries.atomic.await {
                    entries.insert(value)
                    ran += value
                }
            }
            opens.await()
            repeat(value % 7 * 50) { Thread.onSpinWait() }
            scope.cancel()
            caller
        }
        callers.joinAll()
        assertThat(ran).containsAll(entries.committed)
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun cancelFromInsideTheBodyRollsBack() = withEntries { entries ->
        val caller = launch {
            entries.atomic.await {
                entries.insert(1)
                coroutineContext.job.cancel()
                entries.toString()
            }
        }
        caller.join()
        assertThat(entries.committed).isEmpty()
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun virtualThreads() = withEntries { entries ->
        val factory = runCatching { Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor") }.getOrNull()
        assumeTrue(factory != null, "virtual threads")
        val executor = factory!!.invoke(null) as ExecutorService
        withContext(executor.asCoroutineDispatcher()) {
            (1..200).map { value ->
                launch {
                    entries.atomic.await {
                        entries.insert(value)
                        withContext(Dispatchers.IO) { entries.insert(1000 + value) }
                        entries.transactions.submitAndAwait { it.insert(2000 + value) }
                        entries.atomic.await { entries.insert(3000 + value) }
                    }
                }
            }.joinAll()
        }
        executor.shutdown()
        assertThat(entries.committed).hasSize(800)
    }
}
