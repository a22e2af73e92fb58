package dev.aatomic.structured;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import java.util.concurrent.Executor;

/** Where blocks are dispatched. */
enum Dispatch {
    VIRTUAL_THREADS,
    ONE_THREAD,
    WORKERS,
    DIRECT,
    CALLER_RUNS;

    Transactions transactions(Fixtures fixtures, PooledDatabase database) {
        Executor executor = switch (this) {
            case VIRTUAL_THREADS -> null;
            case ONE_THREAD -> fixtures.executors().threads(1);
            case WORKERS -> fixtures.executors().workers(2);
            case DIRECT -> fixtures.executors().direct();
            case CALLER_RUNS -> fixtures.executors().callerRuns();
        };
        return fixtures.transactions(database, builder -> executor == null ? builder : builder.executor(executor));
    }
}
