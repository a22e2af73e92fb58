package dev.aatomic.runtime.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future of the engine: knows whether anybody takes an interest in it, and lets a thread that waits for it run the queued work of
 * the lanes it is on, since the future may depend on that.
 *
 * @param <T> the value
 */
abstract class HelpingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    /** Whether anybody will ever learn of a failure. */
    private volatile boolean observed;

    /** Writes go without the fence of a volatile write: nothing is decided by who of two that race comes first. */
    private static final VarHandle OBSERVED = ReleasedField.of(MethodHandles.lookup(), "observed", boolean.class);

    /** Somebody takes an interest in the outcome. */
    final void observe() {
        OBSERVED.setRelease(this, true);
    }

    /** Whether something was attached. {@code allOf} attaches behind our back, but only while the future is incomplete. */
    final boolean isObserved() {
        return observed || getNumberOfDependents() > 0;
    }

    /** Calls the action with the outcome, on the completing thread and in no scope. */
    final void onCompletion(BiConsumer<? super T, ? super Throwable> action) {
        observe();
        super.whenComplete(action);
    }

    /**
     * The engine's own way to complete it. What was attached outside any scope runs here and now, so no scope may be current,
     * whatever this thread was doing: it would get into a transaction that it has nothing to do with.
     */
    final void settle(T value, @Nullable Throwable failure) {
        settle(value, failure, ThreadState.current());
    }

    /**
     * {@link #settle(Object, Throwable)} where the caller knows its thread's state. This is where code of the user that waits for the
     * engine goes on, so it looks at where: what others depend on is left to a dispatch thread.
     */
    void settle(T value, @Nullable Throwable failure, ThreadState thread) {
        if (thread.isReserved()) {
            dispatcher().execute(() -> settleHere(value, failure, ThreadState.current()));
        } else {
            settleHere(value, failure, thread);
        }
    }

    /** The threads on which continuations run. */
    abstract Dispatcher dispatcher();

    /** {@link #settle} on whatever thread this is: where none but the engine's own code waits. */
    final void settleHere(T value, @Nullable Throwable failure, ThreadState thread) {
        Context previous = thread.context;
        thread.context = null;
        try {
            if (failure == null) {
                super.complete(value);
            } else {
                super.completeExceptionally(failure);
            }
        } finally {
            thread.context = previous;
        }
    }

    @Override
    public T join() {
        observe();
        awaitHelping(0L, false);
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        observe();
        awaitHelping(0L, true);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        observe();
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        awaitHelping(deadline == 0L ? 1L : deadline, true);
        return super.get(Math.max(0L, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for a connection, helping only where nobody else can: what runs here meanwhile may wait for a connection of the same
     * database in turn, and keep this thread from using the one that it gets first. Lanes that are not at work in the driver go to
     * another thread.
     */
    final void awaitConnection() {
        if (ThreadState.current().isInDriverTurn()) {
            join();
        } else {
            super.join();
        }
    }

    @Override
    public T getNow(T valueIfAbsent) {
        observe();
        return super.getNow(valueIfAbsent);
    }

    /** Waits while running the queued work of the lanes this thread is on; returns at once where it is on none. */
    private void awaitHelping(long deadline, boolean interruptible) {
        if (isDone()) {
            return;
        }
        ThreadState state = ThreadState.current();
        if (state.laneCount() == 0) {
            return;
        }
        super.whenComplete((value, failure) -> LockSupport.unpark(state.thread));
        boolean interrupted = false;
        try {
            while (!isDone()) {
                // Where waiting goes on regardless, so must helping: this thread may be the only one that can.
                interrupted |= Thread.interrupted();
                if (interrupted && interruptible) {
                    return;
                }
                boolean helped = false;
                for (int i = state.laneCount() - 1; i >= 0 && !isDone(); i--) {
                    helped |= state.lane(i).help();
                }
                if (helped || isDone()) {
                    continue;
                }
                if (deadline == 0L) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0L) {
                        return;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            for (int i = state.laneCount() - 1; i >= 0; i--) {
                state.lane(i).stopHelping();
            }
            if (interrupted) {
                state.thread.interrupt();
            }
        }
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        observe();
        return this;
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        return copy();
    }

    @Override
    public CompletableFuture<T> copy() {
        observe();
        return super.copy();
    }
}
