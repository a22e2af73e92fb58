package dev.aatomic.kotlin

import java.util.concurrent.CompletionStage
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine
import kotlinx.coroutines.suspendCancellableCoroutine

/** Waits for the end, even of a coroutine that has been cancelled. */
internal suspend fun <T> CompletionStage<T>.result(): Result<T> = suspendCoroutine { waiting ->
    whenComplete { value, failure -> waiting.resume(resultOf(value, failure)) }
}

/** Waits for the end, or until the coroutine is cancelled, which changes nothing for the stage. */
internal suspend fun <T> CompletionStage<T>.cancellableResult(): Result<T> = suspendCancellableCoroutine { waiting ->
    whenComplete { value, failure -> waiting.resume(resultOf(value, failure)) }
}

private fun <T> resultOf(value: T, failure: Throwable?): Result<T> =
    if (failure == null) Result.success(value) else Result.failure(failure)
