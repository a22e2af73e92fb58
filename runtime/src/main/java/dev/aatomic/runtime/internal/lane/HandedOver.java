package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.internal.common.ReleasedField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A task of the user's that an executor was given. Whoever is first, the executor or {@link LateTasks}, runs it: once.
 */
final class HandedOver implements Runnable {

    private static final VarHandle TASK = ReleasedField.of(MethodHandles.lookup(), "task", Runnable.class);

    private final Dispatcher dispatcher;

    /** When it was handed over, in terms of {@code System.nanoTime}. */
    final long since = System.nanoTime();

    /** Null once somebody runs it: an executor that never starts it keeps nothing of it. */
    private volatile @Nullable Runnable task;

    HandedOver(Dispatcher dispatcher, Runnable task) {
        this.dispatcher = dispatcher;
        this.task = task;
    }

    boolean isStarted() {
        return task == null;
    }

    /** The task, which the caller alone must run now; null if somebody else runs it. */
    @Nullable
    Runnable take() {
        Runnable taken = task;
        return taken != null && TASK.compareAndSet(this, taken, null) ? taken : null;
    }

    /** On the executor's thread, whichever that is. */
    @Override
    public void run() {
        Runnable taken = take();
        if (taken == null) {
            return;
        }
        ThreadState thread = ThreadState.current();
        if (thread.givesWay()) {
            dispatcher.runInTurn(taken);
            return;
        }
        Dispatcher previous = thread.runsFor;
        thread.runsFor = dispatcher;
        try {
            taken.run();
        } finally {
            thread.runsFor = previous;
        }
    }
}
