package dev.aatomic.kotlin

import dev.aatomic.runtime.NoTransactionException
import dev.aatomic.runtime.RetryPolicy
import java.util.concurrent.ConcurrentLinkedQueue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** A block whose items are collected. */
internal class FlowTest {

    private class Refused : IllegalStateException("refused")

    private fun Entries.items(last: Int) = atomic.flow {
        for (value in 1..last) {
            insert(value)
            emit(value)
        }
    }

    @Test
    fun eachCollectionIsABlock() = withEntries { entries ->
        var next = 0
        val items = entries.atomic.flow {
            entries.insert(++next)
            emit(next)
        }
        assertThat(next).isZero()
        assertThat(items.toList()).containsExactly(1)
        assertThat(items.toList()).containsExactly(2)
        assertThat(entries.committed).containsExactly(1, 2)
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun commitsAfterTheLastItemAndBeforeCollectReturns() = withEntries { entries ->
        val seen = mutableListOf<Int>()
        entries.items(3).collect {
            seen += it
            assertThat(entries.committed).isEmpty()
        }
        assertThat(seen).containsExactly(1, 2, 3)
        assertThat(entries.committed).containsExactly(1, 2, 3)
    }

    @Test
    fun itemIsTakenBeforeTheNextIsMade() = withEntries { entries ->
        val order = ConcurrentLinkedQueue<String>()
        entries.atomic.flow {
            for (value in 1..3) {
                order += "make $value"
                emit(value)
            }
        }.collect { order += "take $it" }
        assertThat(order).containsExactly("make 1", "take 1", "make 2", "take 2", "make 3", "take 3")
    }

    @Test
    fun collectorThatStopsRollsBackBeforeItReturns() = withEntries { entries ->
        repeat(50) {
            assertThat(entries.items(1).first()).isEqualTo(1)
            assertThat(entries.connectionsOut).isZero()
            assertThat(entries.committed).isEmpty()
        }
        assertThat(entries.items(2).take(2).toList()).containsExactly(1, 2)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun bodyThatStopsCommits() = withEntries { entries ->
        val all = flow {
            for (value in 1..9) {
                entries.insert(value)
                emit(value)
            }
        }
        assertThat(entries.atomic.flow { all.take(2).collect(this) }.toList()).containsExactly(1, 2)
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun failureOfTheBodyRollsBackAndIsThrownAsItWas() = withEntries { entries ->
        val refused = Refused()
        val seen = mutableListOf<Int>()
        val thrown = failure {
            entries.atomic.flow {
                entries.insert(1)
                emit(1)
                throw refused
            }.collect { seen += it }
        }
        assertThat(thrown).isSameAs(refused)
        assertThat(seen).containsExactly(1)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun failureOfTheCollectorRollsBackAndIsThrown() = withEntries { entries ->
        val thrown = failure { entries.items(3).collect { throw Refused() } }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun cancelledCollectorHasRolledBackBeforeItsEnd() = withEntries { entries ->
        val taken = CompletableDeferred<Unit>()
        val collector = launch {
            entries.items(3).collect {
                taken.complete(Unit)
                awaitCancellation()
            }
        }
        taken.await()
        collector.cancelAndJoin()
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun blockIsCurrentInTheBodyAndNotInTheCollector() = withEntries { entries ->
        entries.atomic.flow {
            withContext(Dispatchers.IO) { entries.insert(1) }
            emit(1)
            entries.insert(2)
        }.collect {
            assertThat(failure { entries.transactions.submitAndAwait { it.insert(3) } })
                .isInstanceOf(NoTransactionException::class.java)
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun operatorsWorkAsOnEveryFlow() = withEntries { entries ->
        val ends = mutableListOf<Throwable?>()
        val items = entries.items(3)
            .map { it * 10 }
            .flowOn(Dispatchers.IO)
            .onEach { if (it == 30) throw Refused() }
            .onCompletion { ends += it }
            .catch { emit(-1) }
            .toList()
        assertThat(items).containsExactly(10, 20, -1)
        assertThat(ends).hasSize(1)
    }

    @Test
    fun nestedFlowIsASavepoint() = withEntries { entries ->
        entries.atomic.await {
            entries.insert(10)
            assertThat(entries.items(2).toList()).containsExactly(1, 2)
            assertThat(entries.atomic.flow {
                entries.insert(3)
                emit(3)
            }.first()).isEqualTo(3)
            assertThat(entries.seen()).containsExactly(1, 2, 10)
        }
        assertThat(entries.committed).containsExactly(1, 2, 10)
    }

    @Test
    fun isRetriedUntilAnItemWasEmitted() = withEntries { entries ->
        var attempts = 0
        val atomic = entries.atomic.retry(RetryPolicy.ofMaxAttempts(5).retryFor(Refused::class.java))
        val items = atomic.flow {
            attempts++
            entries.insert(attempts)
            if (attempts < 3) throw Refused()
            emit(attempts)
        }.toList()
        assertThat(items).containsExactly(3)
        assertThat(entries.committed).containsExactly(3)

        attempts = 10
        val thrown = failure {
            atomic.flow {
                emit(++attempts)
                throw Refused()
            }.collect()
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(attempts).isEqualTo(11)
    }
}
