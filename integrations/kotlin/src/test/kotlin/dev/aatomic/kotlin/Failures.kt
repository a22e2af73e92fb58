package dev.aatomic.kotlin

/** What the body throws; fails if it throws nothing. */
internal suspend fun failure(body: suspend () -> Unit): Throwable =
    try {
        body()
        AssertionError("Expected a failure")
    } catch (e: Throwable) {
        e
    }
