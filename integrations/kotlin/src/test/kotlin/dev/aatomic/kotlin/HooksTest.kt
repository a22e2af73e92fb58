package dev.aatomic.kotlin

import dev.aatomic.runtime.AfterCommitException
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executors
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Hooks that are suspend functions. */
internal class HooksTest {

    private class Refused : IllegalStateException("refused")

    @Test
    fun hookRunsAfterCommitAndIsWaitedFor() = withEntries { entries ->
        val order = ConcurrentLinkedQueue<String>()
        entries.atomic.await {
            entries.transactions.onCommitAwait {
                order += "committed ${entries.committed}"
                yield()
                entries.atomic.await { entries.insert(2) }
                order += "hook"
            }
            entries.insert(1)
        }
        order += "told"
        assertThat(order).containsExactly("committed [1]", "hook", "told")
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun hookRunsOnTheDispatcherOfTheBody() = withEntries { entries ->
        Executors.newSingleThreadExecutor { Thread(it, "one") }.asCoroutineDispatcher().use { one ->
            val threads = ConcurrentLinkedQueue<String>()
            withContext(one) {
                entries.atomic.await {
                    entries.transactions.beforeCommitAwait { threads += Thread.currentThread().name.substringBefore(' ') }
                    entries.transactions.onCommitAwait { threads += Thread.currentThread().name.substringBefore(' ') }
                }
            }
            assertThat(threads).containsExactly("one", "one")
        }
    }

    @Test
    fun hookIsDroppedWithItsBlock() = withEntries { entries ->
        val ran = ConcurrentLinkedQueue<Int>()
        entries.atomic.await {
            failure {
                entries.atomic.await {
                    entries.transactions.onCommitAwait { ran += 1 }
                    throw Refused()
                }
            }
            entries.transactions.onCommitAwait { ran += 2 }
        }
        assertThat(ran).containsExactly(2)
    }

    @Test
    fun failureOfAHookArrivesAndTheBlockStaysCommitted() = withEntries { entries ->
        val refused = Refused()
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.onCommitAwait {
                    yield()
                    throw refused
                }
            }
        }
        assertThat(thrown).isInstanceOf(AfterCommitException::class.java).hasCause(refused)
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun hookBeforeCommitIsInTheBlock() = withEntries { entries ->
        entries.atomic.await {
            entries.transactions.beforeCommitAwait {
                withContext(Dispatchers.IO) { entries.insert(2) }
                entries.atomic.await { entries.insert(3) }
            }
            entries.insert(1)
        }
        assertThat(entries.committed).containsExactly(1, 2, 3)
    }

    @Test
    fun failureOfAHookBeforeCommitRollsBack() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                entries.transactions.beforeCommitAwait {
                    yield()
                    throw Refused()
                }
            }
        }
        assertThat(thrown).isInstanceOf(Refused::class.java)
        assertThat(entries.committed).isEmpty()
    }
}
