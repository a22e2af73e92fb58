package dev.aatomic.kotlin

import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.BlockState
import dev.aatomic.runtime.RetryPolicy
import dev.aatomic.testing.Await
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.EnumSource

/** Whoever waits for a block that others have ended is told so, whatever its body has failed with, then or before. */
internal class StoppedByOthersTest {

    internal enum class Form(val run: suspend (Atomic, suspend () -> Unit) -> Unit) {
        AWAIT({ atomic, body -> atomic.await { body() } }),
        FLOW({ atomic, body -> atomic.flow<Int> { body() }.collect() }),
        DEFERRED({ atomic, body ->
            KotlinBlocks.deferred(atomic) { CoroutineScope(Dispatchers.Unconfined + BlockContext()).async { body() } }.await()
        }),
    }

    internal enum class Own(val make: () -> Exception) {
        FAILURE({ IllegalStateException("the body's own") }),
        CANCELLATION({ CancellationException("the body's own") }),
    }

    private class Held : Executor {
        private val threads = Dispatchers.Default.asExecutor()
        private var held: MutableList<Runnable>? = null

        @Synchronized
        override fun execute(task: Runnable) {
            held?.add(task) ?: threads.execute(task)
        }

        @Synchronized
        fun hold() {
            held = mutableListOf()
        }

        @Synchronized
        fun release() {
            val tasks = held.orEmpty()
            held = null
            tasks.forEach(threads::execute)
        }
    }

    private fun Atomic.pausingForLong() =
        retry(RetryPolicy.ofMaxAttempts(3).retryIf { true }.withBackoff(Duration.ofHours(1), Duration.ofHours(1)))

    private fun Entries.awaitPause() = Await.until("the block pauses between two attempts") {
        transactions.blocks().database("default").blocks().any { it.state() == BlockState.BETWEEN_ATTEMPTS }
    }

    @ParameterizedTest
    @CsvSource("AWAIT,FAILURE", "AWAIT,CANCELLATION", "FLOW,FAILURE", "FLOW,CANCELLATION", "DEFERRED,FAILURE", "DEFERRED,CANCELLATION")
    fun bodyThatFailsBeforeItIsCancelled(form: Form, own: Own) {
        val executor = Held()
        withEntries(executor = executor) { entries ->
            val around = CompletableDeferred<BlockContext>()
            val parent = entries.atomic.getStageAsync {
                around.complete(BlockContext())
                CompletableFuture<Unit>()
            }
            val inside = CompletableDeferred<Unit>()
            val refused = CompletableDeferred<Unit>()
            val told = async(Dispatchers.Unconfined + around.await()) {
                failure {
                    form.run(entries.atomic) {
                        entries.insert(1)
                        inside.complete(Unit)
                        refused.await()
                    }
                }
            }
            inside.await()
            // The nested block is stopped; that its body is cancelled takes the executor.
            executor.hold()
            parent.cancel(true)
            refused.completeExceptionally(own.make())
            executor.release()

            assertThat(told.await()).isInstanceOf(BlockCancelledException::class.java)
            assertThat(entries.committed).isEmpty()
        }
    }

    @ParameterizedTest
    @CsvSource("AWAIT,FAILURE", "AWAIT,CANCELLATION", "FLOW,FAILURE", "FLOW,CANCELLATION", "DEFERRED,FAILURE", "DEFERRED,CANCELLATION")
    fun bodyThatHasFailedBeforeInAnotherAttempt(form: Form, own: Own) = withEntries(closeTimeout = Duration.ofMillis(10)) { entries ->
        val told = async { failure { form.run(entries.atomic.pausingForLong()) { throw own.make() } } }
        entries.awaitPause()
        withContext(Dispatchers.IO) { entries.transactions.close() }

        assertThat(told.await()).isInstanceOf(BlockCancelledException::class.java).hasMessageContaining("closed")
    }

    @ParameterizedTest
    @EnumSource
    fun cancellationOfTheLastAttemptIsItsOwn(form: Form) = withEntries { entries ->
        val attempts = AtomicInteger()
        val told = failure {
            form.run(entries.atomic.retry(RetryPolicy.ofMaxAttempts(3).retryIf { it !is CancellationException })) {
                throw if (attempts.incrementAndGet() == 1) Own.FAILURE.make() else Own.CANCELLATION.make()
            }
        }
        assertThat(attempts).hasValue(2)
        assertThat(told).isInstanceOf(CancellationException::class.java).hasMessage("the body's own")
    }

    @ParameterizedTest
    @EnumSource(names = ["AWAIT", "FLOW"])
    fun callerThatIsCancelledInAPauseIsCancelledAndNoMore(form: Form) = withEntries { entries ->
        val told = CompletableDeferred<Throwable>()
        val caller = launch { told.complete(failure { form.run(entries.atomic.pausingForLong()) { throw Own.FAILURE.make() } }) }
        entries.awaitPause()
        caller.cancelAndJoin()

        assertThat(told.await()).isInstanceOf(CancellationException::class.java)
    }
}
