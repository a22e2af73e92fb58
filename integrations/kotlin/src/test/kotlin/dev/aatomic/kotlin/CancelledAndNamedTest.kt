package dev.aatomic.kotlin

import dev.aatomic.testing.Await
import java.util.concurrent.Executor
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** Who cancels a coroutine rolls its block back, whatever `noRollbackFor` names: that is for failures of the body. */
internal class CancelledAndNamedTest {

    /** Where the coroutine runs, and where the block does. */
    internal enum class Place(val dispatcher: CoroutineDispatcher, val executor: Executor?) {
        POOL(Dispatchers.Default, null),
        UNCONFINED(Dispatchers.Unconfined, null),

        /** The block could end before anybody else can act. */
        DIRECT(Dispatchers.Default, Executor(Runnable::run)),
        UNCONFINED_AND_DIRECT(Dispatchers.Unconfined, Executor(Runnable::run)),

        /** Who resumes the coroutine runs it, while he is about to do more. */
        RESUMED_IN_PLACE(Executor(Runnable::run).asCoroutineDispatcher(), Executor(Runnable::run)),
    }

    private fun Entries.named() = atomic.noRollbackFor(Throwable::class.java)

    @ParameterizedTest
    @EnumSource
    fun cancelledCaller(place: Place) = withEntries(executor = place.executor) { entries ->
        val inside = CompletableDeferred<Unit>()
        val caller = launch(place.dispatcher) {
            entries.named().await {
                entries.insert(1)
                inside.complete(Unit)
                awaitCancellation()
            }
        }
        inside.await()
        caller.cancelAndJoin()
        assertThat(entries.committed).isEmpty()
    }

    @ParameterizedTest
    @EnumSource
    fun callerThatIsCancelledByItsBody(place: Place) = withEntries(executor = place.executor) { entries ->
        lateinit var caller: Job
        val isAssigned = CompletableDeferred<Unit>()
        caller = launch(place.dispatcher) {
            isAssigned.await()
            entries.named().await {
                entries.insert(1)
                caller.cancel()
                awaitCancellation()
            }
        }
        isAssigned.complete(Unit)
        caller.join()
        assertThat(entries.committed).isEmpty()
    }

    @ParameterizedTest
    @EnumSource
    fun timeoutAroundTheBlock(place: Place) = withEntries(executor = place.executor) { entries ->
        launch(place.dispatcher) {
            withTimeoutOrNull(50.milliseconds) {
                entries.named().await {
                    entries.insert(1)
                    awaitCancellation()
                }
            }
        }.join()
        assertThat(entries.committed).isEmpty()
    }

    @ParameterizedTest
    @EnumSource
    fun failureOfASibling(place: Place) = withEntries(executor = place.executor) { entries ->
        val inside = CompletableDeferred<Unit>()
        failure {
            coroutineScope {
                launch(place.dispatcher) {
                    entries.named().await {
                        entries.insert(1)
                        inside.complete(Unit)
                        awaitCancellation()
                    }
                }
                inside.await()
                error("the sibling's")
            }
        }
        assertThat(entries.committed).isEmpty()
    }

    private fun Entries.items(): Flow<Int> = named().flow {
        insert(1)
        emit(1)
        awaitCancellation()
    }

    @ParameterizedTest
    @EnumSource
    fun collectorThatWantsOneItem(place: Place) = withEntries(executor = place.executor) { entries ->
        async(place.dispatcher) { entries.items().first() }.await()
        assertThat(entries.committed).isEmpty()
    }

    @ParameterizedTest
    @EnumSource
    fun collectorThatFails(place: Place) = withEntries(executor = place.executor) { entries ->
        launch(place.dispatcher) {
            failure { entries.items().collect { error("the collector's") } }
        }.join()
        assertThat(entries.committed).isEmpty()
    }

    @ParameterizedTest
    @EnumSource
    fun deferredThatIsCancelled(place: Place) = withEntries(executor = place.executor) { entries ->
        val body = CompletableDeferred<String>()
        val inside = CompletableDeferred<Unit>()
        val value = KotlinBlocks.deferred(entries.named()) {
            entries.insert(1)
            inside.complete(Unit)
            body
        }
        inside.await()
        value.cancel()
        body.join()
        Await.until("the block has ended") { entries.connectionsOut == 0 }
        assertThat(entries.committed).isEmpty()
    }
}
