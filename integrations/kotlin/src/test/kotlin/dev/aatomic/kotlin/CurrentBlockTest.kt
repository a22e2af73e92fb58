package dev.aatomic.kotlin

import dev.aatomic.runtime.NoTransactionException
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.channels.produce
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** In which coroutines a block is current, and in which it is not. */
internal class CurrentBlockTest {

    private suspend fun Entries.isCurrent() = failure { transactions.submitAndAwait { } } !is NoTransactionException

    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun coroutineOfAnotherScopeHasNoneOnAnyDispatcher() = withEntries { entries ->
        val application = CoroutineScope(Dispatchers.Default + Job())
        entries.atomic.await {
            entries.insert(1)
            listOf(Dispatchers.Default, Dispatchers.IO).forEach { dispatcher ->
                assertThat(GlobalScope.async(dispatcher) { entries.isCurrent() }.await()).isFalse()
                assertThat(application.async(dispatcher) { yield(); entries.isCurrent() }.await()).isFalse()
            }
            val signal = CompletableDeferred<Unit>()
            val unconfined = GlobalScope.async(Dispatchers.Unconfined) {
                signal.await()
                entries.isCurrent()
            }
            Thread { signal.complete(Unit) }.start()
            assertThat(unconfined.await()).isFalse()
        }
        assertThat(entries.committed).containsExactly(1)
    }

    /** Nothing is told to a coroutine that has no element and is resumed without a dispatch: it runs inside the code that resumes it. */
    @OptIn(DelicateCoroutinesApi::class)
    @Test
    fun unconfinedCoroutineOfAnotherScopeHasThatOfTheCodeThatResumesIt() = withEntries { entries ->
        val signals = List(2) { CompletableDeferred<Unit>() }
        val bare = GlobalScope.async(Dispatchers.Unconfined) {
            signals[0].await()
            entries.isCurrent()
        }
        val guarded = GlobalScope.async(Dispatchers.Unconfined + BlockContext()) {
            signals[1].await()
            entries.isCurrent()
        }
        entries.atomic.await { signals.forEach { it.complete(Unit) } }
        assertThat(bare.await()).isTrue()
        assertThat(guarded.await()).isFalse()
    }

    @Test
    fun emptyContextTakesItAway() = withEntries { entries ->
        val none = BlockContext()
        entries.atomic.await {
            entries.insert(1)
            withContext(none) {
                assertThat(entries.isCurrent()).isFalse()
                entries.atomic.durable().await { entries.insert(2) }
                assertThat(entries.committed).containsExactly(2)
            }
            assertThat(entries.isCurrent()).isTrue()
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @OptIn(ExperimentalCoroutinesApi::class)
    @Test
    fun afterEachKindOfResumption() = withEntries { entries ->
        entries.atomic.await {
            var value = 0
            delay(1)
            entries.insert(++value)
            val mutex = Mutex(locked = true)
            launch(Dispatchers.IO) { mutex.unlock() }
            mutex.withLock { entries.insert(++value) }
            val channel = Channel<Int>()
            launch(Dispatchers.IO) { channel.send(1) }
            select { channel.onReceive { entries.insert(++value) } }
            produce(Dispatchers.IO) {
                entries.insert(++value)
                send(1)
            }.receive()
            callbackFlow {
                entries.insert(++value)
                send(1)
                Thread { channel.trySend(2); close() }.start()
                awaitClose()
            }.toList()
            CompletableFuture.supplyAsync { 1 }.await()
            entries.insert(++value)
            withContext(Dispatchers.Unconfined) {
                CompletableFuture.supplyAsync { 1 }.await()
                entries.insert(++value)
                delay(1)
                entries.insert(++value)
            }
            sequence { yield(entries.insert(++value)) }.toList()
        }
        assertThat(entries.committed).isEqualTo((1..9).toList())
    }

    @Test
    fun nestedBlockIsCurrentOnlyInside() = withEntries { entries ->
        entries.atomic.await {
            val siblings = CompletableDeferred<Unit>()
            val sibling = launch(Dispatchers.IO) {
                siblings.await()
                entries.insert(2)
            }
            val failed = failure {
                entries.atomic.await {
                    entries.insert(1)
                    launch(Dispatchers.IO) { entries.insert(11) }
                    error("rolls back")
                }
            }
            assertThat(failed).isInstanceOf(IllegalStateException::class.java)
            siblings.complete(Unit)
            sibling.join()
        }
        assertThat(entries.committed).containsExactly(2)
    }

    @Test
    fun blocksOfTwoDatabasesInEachOther() = withEntries { entries ->
        Entries().use { other ->
            entries.atomic.await {
                entries.insert(1)
                other.atomic.await {
                    yield()
                    other.insert(2)
                    withContext(Dispatchers.IO) { other.insert(3) }
                }
                assertThat(other.committed).containsExactly(2, 3)
                assertThat(entries.committed).isEmpty()
                entries.insert(4)
            }
        }
        assertThat(entries.committed).containsExactly(1, 4)
    }

    @Test
    fun manyBlocksAtOnceOnFewThreadsDoNotMix() = withEntries(connections = 6) { entries ->
        val few = Dispatchers.Default.limitedParallelism(2)
        (1..100).map { number ->
            launch(few) {
                failure {
                    entries.atomic.await {
                        repeat(3) {
                            entries.insert(number * 10 + it)
                            yield()
                            assertThat(entries.seen().filter { value -> value / 10 == number }).hasSize(it + 1)
                        }
                        if (number % 2 == 0) error("rolls back")
                    }
                }
            }
        }.joinAll()
        assertThat(entries.committed).isEqualTo((1..100).filter { it % 2 == 1 }.flatMap { n -> (0..2).map { n * 10 + it } })
    }

    @Test
    fun flowOfABlockMayBeCollectedInsideAnother() = withEntries(connections = 1) { entries ->
        val outside = flow {
            assertThat(entries.isCurrent()).isTrue()
            emit(1)
        }
        entries.atomic.await { assertThat(outside.toList()).containsExactly(1) }
    }
}
