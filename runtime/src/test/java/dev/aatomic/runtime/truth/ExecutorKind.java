package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.TestExecutors;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;

/** The dispatch executors: every kind that the tests have. */
enum ExecutorKind {
    DEFAULT((executors, seed) -> null),
    ONE_THREAD((executors, seed) -> executors.threads(1)),
    THREE_THREADS((executors, seed) -> executors.threads(3)),
    DIRECT((executors, seed) -> executors.direct()),
    CALLER_RUNS((executors, seed) -> executors.callerRuns(1, 1)),
    CALLER_RUNS_ALL((executors, seed) -> executors.callerRuns()),
    LAST_IN_FIRST_OUT((executors, seed) -> executors.youngestFirst()),
    OUT_OF_ORDER((executors, seed) -> executors.shuffled(3, seed)),
    DELAYING((executors, seed) -> executors.delaying(3, seed)),
    REJECTING((executors, seed) -> executors.rejectingEvery(3, executors.threads(2))),
    REJECTING_ALL((executors, seed) -> executors.switchable(executors.direct()).rejecting(true)),
    FORK_JOIN((executors, seed) -> executors.workers(2)),
    ONE_WORKER((executors, seed) -> executors.workers(1)),
    COMMON_POOL((executors, seed) -> ForkJoinPool.commonPool()),
    /** A virtual thread a task; threads where there are none. */
    VIRTUAL((executors, seed) -> executors.virtual().orElseGet(() -> executors.threads(4)));

    private final BiFunction<TestExecutors, Long, Executor> made;

    ExecutorKind(BiFunction<TestExecutors, Long, Executor> made) {
        this.made = made;
    }

    /** Whether a caller has his future before the body has run. */
    boolean hasThreads() {
        return this != DIRECT && this != CALLER_RUNS && this != CALLER_RUNS_ALL && !isRejecting();
    }

    /** Whether blocks may be refused because it takes no task. */
    boolean isRejecting() {
        return this == REJECTING || this == REJECTING_ALL;
    }

    /** The executor, or null for the library's own. */
    Executor make(TestExecutors executors, long seed) {
        return made.apply(executors, seed);
    }
}
