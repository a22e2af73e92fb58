package dev.aatomic.runtime.support;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** The kinds of executors that an application may give. */
public enum ExecutorKind {
    /** Runs a task on the thread that hands it over. */
    DIRECT,
    /** So does this one, whose threads and queue are full. */
    CALLER_RUNS,
    ONE_THREAD,
    FOUR_THREADS,
    /** One thread, the youngest task first. */
    YOUNGEST_FIRST,
    /** Starts each task a while after it was handed over. */
    DELAYING,
    /** Refuses every second task. */
    REJECTING,
    COMMON_POOL,
    /** A work-stealing pool of one worker. */
    ONE_WORKER,
    /** A virtual thread a task, on JDK 21 and later. */
    VIRTUAL;

    /** One of this kind, if there is one on this JDK. */
    public Optional<Executor> start(TestExecutors executors) {
        return switch (this) {
            case DIRECT -> Optional.of(executors.direct());
            case CALLER_RUNS -> Optional.of(executors.callerRuns());
            case ONE_THREAD -> Optional.of(executors.threads(1));
            case FOUR_THREADS -> Optional.of(executors.threads(4));
            case YOUNGEST_FIRST -> Optional.of(executors.youngestFirst());
            case DELAYING -> Optional.of(executors.delaying());
            case REJECTING -> Optional.of(executors.rejectingEvery(2, executors.threads(2)));
            case COMMON_POOL -> Optional.of(ForkJoinPool.commonPool());
            case ONE_WORKER -> Optional.of(executors.workers(1));
            case VIRTUAL -> executors.virtual();
        };
    }
}
