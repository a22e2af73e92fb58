package dev.aatomic.kotlin

import dev.aatomic.runtime.NoTransactionException
import dev.aatomic.runtime.TransactionTimedOutException
import dev.aatomic.testing.Server
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** A block that is stopped, from outside or from inside. */
internal class CancellationTest {

    @Test
    fun cancelledCallerHasRolledBackBeforeItsEnd() = withEntries { entries ->
        val inside = CompletableDeferred<Unit>()
        val caller = launch {
            entries.atomic.await {
                entries.insert(1)
                inside.complete(Unit)
                awaitCancellation()
            }
        }
        inside.await()
        caller.cancelAndJoin()
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun cancellationStopsTheStatementThatRuns() = withEntries(Server.POSTGRES) { entries ->
        val inside = CompletableDeferred<Unit>()
        val caller = launch(Dispatchers.IO) {
            entries.atomic.await {
                entries.insert(1)
                inside.complete(Unit)
                entries.sleep(50)
            }
        }
        inside.await()
        assertThat(measureTime { caller.cancelAndJoin() }).isLessThan(30.seconds)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun timeoutAroundTheBlockRollsBack() = withEntries(Server.POSTGRES) { entries ->
        val value = withContext(Dispatchers.IO) {
            withTimeoutOrNull(200.milliseconds) {
                entries.atomic.await {
                    entries.insert(1)
                    entries.sleep(50)
                }
            }
        }
        assertThat(value).isNull()
        assertThat(entries.connectionsOut).isZero()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun timeoutInsideThatIsHandledSparesTheBlock() = withEntries { entries ->
        entries.atomic.await {
            entries.insert(1)
            assertThat(withTimeoutOrNull(20.milliseconds) { awaitCancellation() } as Any?).isNull()
            entries.insert(2)
        }
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun timeoutInsideThatIsNotHandledRollsBackAndIsThrown() = withEntries { entries ->
        val thrown = failure {
            entries.atomic.await {
                entries.insert(1)
                withTimeout(20.milliseconds) { awaitCancellation() }
            }
        }
        assertThat(thrown).isInstanceOf(TimeoutCancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun timeoutOfANestedBlockSparesTheOneAround() = withEntries { entries ->
        entries.atomic.await {
            entries.insert(1)
            withTimeoutOrNull(50.milliseconds) {
                entries.atomic.await {
                    entries.insert(2)
                    awaitCancellation()
                }
            }
            entries.insert(3)
        }
        assertThat(entries.committed).containsExactly(1, 3)
    }

    @Test
    fun timeoutOfTheBlockCancelsTheBody() = withEntries { entries ->
        val ofBody = CompletableDeferred<Throwable>()
        val thrown = failure {
            entries.atomic.timeout(Duration.ofMillis(100)).await {
                entries.insert(1)
                try {
                    awaitCancellation()
                } catch (e: CancellationException) {
                    ofBody.complete(e)
                    throw e
                }
            }
        }
        assertThat(thrown).isInstanceOf(TransactionTimedOutException::class.java)
        assertThat(ofBody.await()).isInstanceOf(CancellationException::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun blockThatSomebodyElseCancelsFailsLoudly() = withEntries(closeTimeout = Duration.ofMillis(10)) { entries ->
        val inside = CompletableDeferred<Unit>()
        val caller = async {
            failure {
                entries.atomic.await {
                    entries.insert(1)
                    inside.complete(Unit)
                    awaitCancellation()
                }
            }
        }
        inside.await()
        withContext(Dispatchers.IO) { entries.transactions.close() }
        assertThat(caller.await()).isInstanceOf(BlockCancelledException::class.java).hasMessageContaining("closed")
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun callerThatIsCancelledWhileItWaitsForAConnectionRunsNoBody() = withEntries(connections = 1) { entries ->
        val inside = CompletableDeferred<Unit>()
        val done = CompletableDeferred<Unit>()
        val first = launch {
            entries.atomic.await {
                inside.complete(Unit)
                done.await()
                entries.insert(1)
            }
        }
        inside.await()
        val second = launch { entries.atomic.await { entries.insert(2) } }
        second.cancelAndJoin()
        done.complete(Unit)
        first.join()
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun callerThatHasBeenCancelledOpensNothing() = withEntries { entries ->
        var opened = false
        val caller = launch {
            coroutineContext.cancel()
            entries.atomic.named("opened").await { opened = true }
        }
        caller.join()
        assertThat(opened).isFalse()
        val metrics = entries.transactions.metrics().database("default")
        assertThat(metrics.begun() + metrics.notBegun()).isZero()
    }

    @Test
    fun nonCancellableAroundTheBlockCommits() = withEntries { entries ->
        val inside = CompletableDeferred<Unit>()
        val done = CompletableDeferred<Unit>()
        val caller = launch {
            withContext(NonCancellable) {
                entries.atomic.await {
                    entries.insert(1)
                    inside.complete(Unit)
                    done.await()
                    entries.insert(2)
                }
            }
        }
        inside.await()
        caller.cancel()
        done.complete(Unit)
        caller.join()
        assertThat(entries.committed).containsExactly(1, 2)
    }

    @Test
    fun nonCancellableInsideTheBlockRollsBack() = withEntries { entries ->
        val inside = CompletableDeferred<Unit>()
        val done = CompletableDeferred<Unit>()
        val ofStatement = CompletableDeferred<Throwable>()
        val caller = launch {
            entries.atomic.await {
                entries.insert(1)
                withContext(NonCancellable) {
                    inside.complete(Unit)
                    done.await()
                    ofStatement.complete(failure { entries.insert(2) })
                }
            }
        }
        inside.await()
        caller.cancel()
        done.complete(Unit)
        caller.join()
        assertThat(ofStatement.await()).isNotNull()
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun childThatIsCancelledAloneSparesTheBlock() = withEntries { entries ->
        entries.atomic.await {
            val child = launch { awaitCancellation() }
            child.cancelAndJoin()
            supervisorScope { entries.insert(1) }
        }
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun statementThatWasSubmittedCountsAlthoughItsWaiterWasCancelled() = withEntries { entries ->
        val running = CompletableDeferred<Unit>()
        val go = CountDownLatch(1)
        entries.atomic.await {
            val waiter = launch {
                entries.transactions.submitAndAwait {
                    running.complete(Unit)
                    go.await()
                    it.insert(1)
                }
            }
            running.await()
            waiter.cancelAndJoin()
            go.countDown()
        }
        assertThat(entries.committed).containsExactly(1)
    }

    @Test
    fun cancellationsAtAnyTimeLeaveNothingBehind() = withEntries(connections = 4) { entries ->
        val inserted = (1..300).map { number ->
            val caller = async(Dispatchers.Default) {
                entries.atomic.await {
                    entries.insert(number)
                    withContext(Dispatchers.IO) { runInterruptible { entries.seen() } }
                    entries.atomic.await { entries.insert(-number) }
                }
                number
            }
            launch(Dispatchers.Default) {
                repeat(number % 17) { yield() }
                if (number % 3 != 0) caller.cancel()
            }
            caller
        }
        inserted.joinAll()
        val told = inserted.filter { !it.isCancelled }.map { it.await() }
        assertThat(entries.committed).containsAll(told).containsAll(told.map { -it })
        assertThat(entries.committed.filter { it > 0 }).isEqualTo(entries.committed.filter { it < 0 }.map { -it }.sorted())
        assertThat(entries.connectionsOut).isZero()
    }

    @Test
    fun nothingIsCurrentInACoroutineThatSurvives() = withEntries { entries ->
        withTimeoutOrNull(20.milliseconds) { entries.atomic.await { awaitCancellation() } }
        assertThat(failure { entries.transactions.submitAndAwait { it.insert(1) } })
            .isInstanceOf(NoTransactionException::class.java)
    }

    private fun Entries.sleep(seconds: Int) {
        source.connection.use { connection -> connection.createStatement().use { it.execute("select pg_sleep($seconds)") } }
    }
}
