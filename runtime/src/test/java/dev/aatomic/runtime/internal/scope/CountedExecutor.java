package dev.aatomic.runtime.internal.scope;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is given: so a test tells what was started at once from what the watchdog found later. */
final class CountedExecutor implements Executor {

    private final Executor executor;
    private final AtomicInteger over = new AtomicInteger();

    final AtomicInteger given = new AtomicInteger();

    /** Whether it runs what it is given inside the call. */
    final AtomicBoolean runsHere = new AtomicBoolean();

    CountedExecutor(Executor executor) {
        this.executor = executor;
    }

    /** Whether all is over that it was given. */
    boolean isIdle() {
        return over.get() == given.get();
    }

    @Override
    public void execute(Runnable task) {
        given.incrementAndGet();
        Runnable counted = () -> {
            try {
                task.run();
            } finally {
                over.incrementAndGet();
            }
        };
        if (runsHere.get()) {
            counted.run();
        } else {
            executor.execute(counted);
        }
    }
}
