package dev.aatomic.kotlin

import dev.aatomic.runtime.TransactionTimedOutException
import dev.aatomic.testing.Await
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.shareIn
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.zip
import kotlinx.coroutines.launch
import kotlinx.coroutines.plus
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Operators between a block's flow and its collector, and bodies that emit in unusual ways. */
internal class FlowOperatorsTest {

    private class Refused : IllegalStateException("refused")

    private fun Entries.items(values: IntRange) = atomic.flow {
        for (value in values) {
            insert(value)
            emit(value)
        }
    }

    /** What deals with the items then is the buffer. */
    @Test
    fun bufferLetsTheBlockCommitBeforeItsCollectorStops() = withEntries { entries ->
        val first = entries.items(1..3).buffer().onEach {
            Await.until("the block has committed") { entries.committed == listOf(1, 2, 3) }
        }.first()
        assertThat(first).isEqualTo(1)
        assertThat(entries.committed).containsExactly(1, 2, 3)
    }

    @Test
    fun conflatedCollectorStillCommits() = withEntries { entries ->
        entries.items(1..50).conflate().collect { yield() }
        assertThat(entries.committed).isEqualTo((1..50).toList())
    }

    @OptIn(ExperimentalCoroutinesApi::class)
    @Test
    fun collectionsThatAreMergedAreBlocksOfTheirOwn() = withEntries(connections = 2) { entries ->
        val all = flowOf(0, 10, 20, 30, 40).flatMapMerge { entries.items(it + 1..it + 3) }.toList()
        assertThat(all).hasSize(15)
        assertThat(entries.committed).isEqualTo(all.sorted())
    }

    @Test
    fun oneCollectionThatIsShared() = withEntries { entries ->
        val sharing = Job(coroutineContext[Job])
        val shared = entries.items(1..3).shareIn(this + sharing, SharingStarted.Lazily, replay = 3)
        val both = listOf(async { shared.take(3).toList() }, async { shared.take(3).toList() }).awaitAll()
        assertThat(both).containsExactly(listOf(1, 2, 3), listOf(1, 2, 3))
        Await.until("the block has committed") { entries.committed == listOf(1, 2, 3) }
        sharing.cancelAndJoin()
    }

    /** Neither gives up its connection before it has ended, and so a limit has to end them. */
    @Test
    fun flowsThatWaitForEachOtherForAConnectionEndWithALimit() = withEntries(connections = 1) { entries ->
        val pairs = withTimeoutOrNull(300.milliseconds) {
            entries.items(1..3).zip(entries.items(11..13)) { one, other -> one to other }.toList()
        }
        assertThat(pairs).isNull()
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun zippedFlowsInsideABlockWaitForEachOtherAndEndWithALimit() = withEntries { entries ->
        entries.atomic.await {
            entries.insert(100)
            val pairs = withTimeoutOrNull(300.milliseconds) {
                entries.items(1..3).zip(entries.items(11..13)) { one, other -> one to other }.toList()
            }
            assertThat(pairs).isNull()
        }
        assertThat(entries.committed).containsExactly(100)
    }

    /** An emit fails where the collector is, before the body goes on, and the block is stopped before: no policy commits it. */
    @Test
    fun unconfinedBodyThatKeepsOnAfterItsCollectorStoppedRollsBack() = withEntries { entries ->
        val first = withContext(Dispatchers.Unconfined) {
            entries.atomic.noRollbackFor(CancellationException::class.java).flow {
                entries.insert(1)
                withContext(NonCancellable) { repeat(2) { failure { emit(1) } } }
            }.first()
        }
        assertThat(first).isEqualTo(1)
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    /** It is done as soon as one of them is, and cancels the other, which may have committed. */
    @Test
    fun zipCommitsOneFlowAndMayRollTheOtherBack() = withEntries(connections = 2) { entries ->
        val sums = entries.items(1..3).zip(entries.items(11..13)) { one, other -> one + other }.toList()
        assertThat(sums).containsExactly(12, 14, 16)
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isIn(listOf(1, 2, 3), listOf(11, 12, 13), listOf(1, 2, 3, 11, 12, 13))
    }

    @Test
    fun flowThatIsEmittedIntoAnother() = withEntries(connections = 1) { entries ->
        val items = entries.atomic.flow {
            entries.insert(10)
            entries.items(1..2).collect { emit(it) }
            entries.insert(11)
        }.toList()
        assertThat(items).containsExactly(1, 2)
        assertThat(entries.committed).containsExactly(1, 2, 10, 11)
    }

    @Test
    fun childrenOfTheBodyMayEmit() = withEntries { entries ->
        val atOnce = ConcurrentLinkedQueue<Int>()
        val items = mutableListOf<Int>()
        entries.atomic.flow {
            coroutineScope {
                for (value in 1..20) {
                    launch(Dispatchers.IO) {
                        entries.insert(value)
                        emit(value)
                    }
                }
            }
        }.collect {
            atOnce += it
            yield()
            items += it
            assertThat(atOnce).hasSameSizeAs(items)
        }
        assertThat(items.sorted()).isEqualTo((1..20).toList())
        assertThat(entries.committed).isEqualTo((1..20).toList())
    }

    @Test
    fun collectorThatStopsEndsAnEmitThatCannotBeCancelled() = withEntries { entries ->
        val first = withTimeout(5.seconds) {
            entries.atomic.flow {
                entries.insert(1)
                withContext(NonCancellable) { emit(1) }
            }.first()
        }
        assertThat(first).isEqualTo(1)
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    /** It was resumed with the item, and is cancelled before it runs. */
    @Test
    fun itemThatIsLostOnItsWayEndsItsEmit() = withEntries { entries ->
        val executor = ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, LinkedBlockingQueue())
        val inBody = CompletableDeferred<Unit>()
        val go = CompletableDeferred<Unit>()
        val blocked = CountDownLatch(1)
        val collector = launch(executor.asCoroutineDispatcher()) {
            entries.atomic.flow {
                withContext(Dispatchers.IO + NonCancellable) {
                    inBody.complete(Unit)
                    go.await()
                    emit(1)
                }
            }.collect()
        }
        inBody.await()
        executor.submit { }.get() // by then the collector waits
        executor.execute { Await.latch(blocked) }
        go.complete(Unit)
        Await.until("the item is on its way") { executor.queue.size == 1 }
        collector.cancel()
        blocked.countDown()
        withTimeout(5.seconds) { collector.join() }
        executor.shutdown()
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun timeoutWhileTheCollectorDealsWithAnItem() = withEntries { entries ->
        val stopped = CompletableDeferred<Unit>()
        val thrown = withTimeout(20.seconds) {
            failure {
                entries.atomic.timeout(Duration.ofMillis(50)).flow {
                    entries.insert(1)
                    failure { emit(1) }
                    stopped.complete(Unit)
                }.collect { stopped.await() }
            }
        }
        assertThat(thrown).isInstanceOf(TransactionTimedOutException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    /** The item is still dealt with, before the next is taken and before COMMIT. */
    @Test
    fun bodyThatDoesNotWaitForItsItem() = withEntries { entries ->
        val order = ConcurrentLinkedQueue<String>()
        withTimeout(20.seconds) {
            entries.atomic.flow {
                for (value in 1..2) {
                    entries.insert(value)
                    withTimeoutOrNull(20.milliseconds) { emit(value) }
                    order += "given up $value"
                }
            }.collect {
                order += "take $it"
                Await.until("the body has given up") { order.contains("given up $it") }
                delay(20)
                assertThat(entries.committed).isEmpty()
                order += "dealt with $it"
            }
        }
        val collector = order.filterNot { it.startsWith("given up") }
        assertThat(collector.chunked(2)).contains(listOf("take 1", "dealt with 1")).allMatch { it.size == 2 }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun failureOfAChildWhileTheCollectorDealsWithAnItem() = withEntries { entries ->
        val taken = CompletableDeferred<Unit>()
        val thrown = withTimeout(20.seconds) {
            failure {
                entries.atomic.flow {
                    entries.insert(1)
                    coroutineScope {
                        launch {
                            taken.await()
                            throw Refused()
                        }
                        emit(1)
                    }
                }.collect {
                    taken.complete(Unit)
                    Await.until("the block was rolled back") { entries.connectionsOut == 0 }
                }
            }
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun cancelledCollectorEndsAnEmitThatCannotBeCancelled() = withEntries { entries ->
        val taken = CompletableDeferred<Unit>()
        val collector = launch {
            entries.atomic.flow {
                entries.insert(1)
                withContext(NonCancellable) {
                    emit(1)
                    emit(2)
                }
            }.collect {
                taken.complete(Unit)
                awaitCancellation()
            }
        }
        taken.await()
        withTimeout(5.seconds) { collector.cancelAndJoin() }
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun bodyThatKeepsOnAfterItsCollectorStoppedRollsBack() = withEntries { entries ->
        val failures = mutableListOf<Throwable>()
        val first = entries.atomic.flow {
            entries.insert(1)
            repeat(3) { failures += failure { emit(1) } }
        }.first()
        assertThat(first).isEqualTo(1)
        assertThat(failures).hasSize(3)
        assertThat(entries.committed).isEmpty()
    }

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun emitAfterTheEndFails() = withEntries { entries ->
        val go = CompletableDeferred<Unit>()
        val late = CompletableDeferred<Throwable>()
        suspend fun FlowCollector<Int>.body(last: Int) {
            val collector = this
            GlobalScope.launch {
                go.await()
                late.complete(failure { collector.emit(last) })
            }
            emit(1)
        }
        entries.atomic.flow { body(2) }.collect()
        go.complete(Unit)
        assertThat(withTimeout(5.seconds) { late.await() }).isNotInstanceOf(AssertionError::class.java)
    }

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun emitAfterTheCollectorHasStoppedFails() = withEntries { entries ->
        val go = CompletableDeferred<Unit>()
        val late = CompletableDeferred<Throwable>()
        entries.atomic.flow {
            val collector = this
            GlobalScope.launch {
                go.await()
                late.complete(failure { collector.emit(2) })
            }
            emit(1)
        }.first()
        go.complete(Unit)
        assertThat(withTimeout(5.seconds) { late.await() }).isNotInstanceOf(AssertionError::class.java)
    }

    @Test
    fun cancellationsOfCollectorsAtAnyTimeLeaveNothingBehind() = withEntries(connections = 3) { entries ->
        val collected = (1..200).map { number ->
            val collector = async(Dispatchers.Default) {
                entries.atomic.flow {
                    entries.insert(number)
                    emit(number)
                    withContext(Dispatchers.IO) { entries.insert(-number) }
                    emit(-number)
                }.toList()
            }
            launch(Dispatchers.Default) {
                repeat(number % 23) { yield() }
                if (number % 3 != 0) collector.cancel()
            }
            collector
        }
        collected.forEach { it.join() }
        val told = collected.filter { !it.isCancelled }.flatMap { it.await() }
        assertThat(entries.committed).containsAll(told)
        assertThat(entries.committed.filter { it > 0 }).isEqualTo(entries.committed.filter { it < 0 }.map { -it }.sorted())
        assertThat(entries.connectionsOut).isZero()
    }
}
