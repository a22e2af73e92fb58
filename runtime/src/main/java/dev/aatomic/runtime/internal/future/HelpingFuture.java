package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.LostObjects;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.common.UnseenFailure;
import dev.aatomic.runtime.internal.common.WaitingThreads;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future of the engine: knows whether anybody takes an interest in it, and lets a thread that waits for it run the queued work of
 * the lanes it is on, since the future may depend on that.
 *
 * @param <T> the value
 */
public abstract class HelpingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    /** Whether anybody will ever learn of a failure: null for nobody, {@link #OBSERVED}, or the threads that wait for it. */
    private volatile @Nullable Object interest;

    /** Writes omit the fence of a volatile write: nothing depends on which of two racing threads comes first. */
    private static final VarHandle INTEREST = ReleasedField.of(MethodHandles.lookup(), "interest", Object.class);

    private static final Object OBSERVED = new Object();

    /** Stands in {@link #held} for a block that has ended as cancelled. */
    private static final Object CANCELLED = new Object();

    /** Stands there for a block that has committed although its own body failed with a {@link CancellationException}. */
    private static final Object KEPT = new Object();

    /** Stands there for a nested block that has ended in another way. */
    private static final Object NESTED = new Object();

    /**
     * In a block's future: what stops the block, until the block ends; then one of the marks above. Or the failure that nobody has looked
     * at yet; else null.
     */
    private volatile @Nullable Object held;

    private static final VarHandle HELD = ReleasedField.of(MethodHandles.lookup(), "held", Object.class);

    HelpingFuture() {}

    /**
     * Makes the future of a block.
     *
     * @param scope what stops it
     */
    HelpingFuture(Abortable scope) {
        HELD.setRelease(this, scope);
    }

    /** Notes that somebody takes an interest in the outcome. */
    public final void observe() {
        if (interest == null) {
            INTEREST.setRelease(this, OBSERVED);
        }
        if (held instanceof UnseenFailure unseen) {
            unseen.seen();
        }
    }

    /** Whether something was attached. {@code allOf} attaches behind our back, but only while the future is incomplete. */
    public final boolean isObserved() {
        return isObservedBeside(0);
    }

    /** The same, not counting so many as were attached by {@link #follow}. */
    final boolean isObservedBeside(int followers) {
        return interest != null || getNumberOfDependents() > followers;
    }

    /** What stops the block; null from its end on, so that the future does not keep it. */
    final @Nullable Abortable held() {
        return held instanceof Abortable scope ? scope : null;
    }

    /** Lets go of what stops the block. Called before the future completes, with the failure that it is about to have. */
    final void letGo(@Nullable Throwable failure) {
        Object current = held;
        if (current instanceof UnseenFailure) {
            return;
        }
        Object left = current instanceof Abortable scope && scope.isNested() ? NESTED : null;
        if (failure instanceof CancellationException) {
            left = current instanceof Abortable scope && !scope.isCancelled() ? KEPT : CANCELLED;
        }
        HELD.setRelease(this, left);
    }

    /** Whether it is of a block that was nested, and that was not cancelled. */
    final boolean isNested() {
        Object current = held;
        return current == NESTED || (current instanceof Abortable scope && scope.isNested());
    }

    /** Whether it is cancelled, or about to be. */
    final boolean endsCancelled() {
        Object left = held;
        return left == CANCELLED || (left != KEPT && isCancelled());
    }

    /**
     * Notes, before the future fails, that nothing else will tell of the failure: it is logged if nobody ever looks at it. Whoever cancels
     * has looked. What is attached behind our back to a future that has failed already, as {@code allOf} does, is not seen.
     */
    public final void failsAlone(String place, Throwable failure) {
        failsAlone(place, failure, 0);
    }

    /** The same, not counting so many as were attached by {@link #follow}. */
    public final void failsAlone(String place, Throwable failure, int followers) {
        if (failure instanceof CancellationException || isObservedBeside(followers)) {
            return;
        }
        UnseenFailure unseen = new UnseenFailure(place, failure);
        held = unseen;
        LostObjects.onLoss(this, unseen);
        if (isObservedBeside(followers)) {
            unseen.seen();
        }
    }

    /** As {@link #onCompletion}, but takes no interest in a failure. */
    public final void follow(BiConsumer<? super T, ? super Throwable> action) {
        super.whenComplete(action);
    }

    /** Calls the action with the outcome, on the completing thread and in no scope. */
    public final void onCompletion(BiConsumer<? super T, ? super Throwable> action) {
        observe();
        super.whenComplete(action);
    }

    /**
     * Completes the future, as only the engine does. What was attached outside any scope runs here and now, so no scope may be current,
     * whatever this thread was doing: that code would get into a transaction that it has nothing to do with.
     */
    public final void settle(T value, @Nullable Throwable failure) {
        settle(value, failure, ThreadState.current());
    }

    /**
     * {@link #settle(Object, Throwable)} where the caller knows its thread's state. Code of the user that waits for the engine goes on
     * here. If others depend on this thread, that is therefore left to a dispatch thread.
     */
    public void settle(T value, @Nullable Throwable failure, ThreadState thread) {
        if (thread.isReserved()) {
            dispatcher().execute(() -> settleHere(value, failure, ThreadState.current()));
        } else {
            settleHere(value, failure, thread);
        }
    }

    /** The threads on which continuations run. */
    abstract Dispatcher dispatcher();

    /** {@link #settle} on this thread, whichever it is: for a future on which only the engine's own code waits. */
    public final void settleHere(T value, @Nullable Throwable failure, ThreadState thread) {
        Context previous = thread.context;
        Context completing = thread.completing;
        thread.context = null;
        thread.completing = previous != null ? previous : completing;
        try {
            if (InheritedContext.IS_THERE) {
                InheritedContext.run(
                        thread,
                        failure == null ? () -> super.complete(value) : () -> super.completeExceptionally(failure));
            } else if (failure == null) {
                super.complete(value);
            } else {
                super.completeExceptionally(failure);
            }
        } finally {
            thread.context = previous;
            thread.completing = completing;
        }
    }

    @Override
    public T join() {
        observe();
        await(HelpingWait.FOR_OUTCOME, 0L);
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        observe();
        await(HelpingWait.FOR_OUTCOME_OR_INTERRUPT, 0L);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        observe();
        long deadline = System.nanoTime() + Math.max(0L, unit.toNanos(timeout));
        await(HelpingWait.FOR_OUTCOME_OR_INTERRUPT, deadline == 0L ? 1L : deadline);
        return super.get(Math.max(0L, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Waits for a connection. */
    public final void awaitConnection() {
        await(HelpingWait.FOR_CONNECTION, 0L);
        super.join();
    }

    /** Waits for the turn of a nested block, which is to run on this thread. */
    public final void awaitTurn() {
        await(HelpingWait.FOR_TURN, 0L);
        super.join();
    }

    /** Whether it is complete and failed; asking does not count as an interest in the failure. */
    public final boolean hasFailed() {
        return super.isCompletedExceptionally();
    }

    /**
     * Whether it was completed with something else, as by who cancelled it, so that nobody learns of the failure from it. Asking does not
     * count as an interest.
     */
    public final boolean hides(Throwable failure) {
        if (!isDone()) {
            return false;
        }
        try {
            super.join();
            return true;
        } catch (CompletionException | CancellationException told) {
            return told != failure && told.getCause() != failure;
        }
    }

    /** The value of a future that is complete and has one. */
    public final T doneValue() {
        return super.join();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        observe();
        return super.getNow(valueIfAbsent);
    }

    @Override
    public boolean isCompletedExceptionally() {
        return noticed(super.isCompletedExceptionally());
    }

    @Override
    public boolean isCancelled() {
        return noticed(super.isCancelled());
    }

    /** Notes that a caller who is told of the failure has learned of it. */
    private boolean noticed(boolean failed) {
        if (failed) {
            observe();
        }
        return failed;
    }

    /**
     * {@code Future.resultNow}, which is there since JDK 19.
     *
     * @return the value
     * @throws IllegalStateException if it is not complete, or failed
     */
    public T resultNow() {
        if (!isDone()) {
            throw new IllegalStateException("The future is not complete; wait for it with join()");
        }
        if (isCancelled()) {
            throw new IllegalStateException("The future was cancelled, so it has no value");
        }
        if (isCompletedExceptionally()) {
            throw new IllegalStateException(
                    "The future has failed, so it has no value; exceptionNow() tells with what");
        }
        return super.join();
    }

    /**
     * {@code Future.exceptionNow}, which is there since JDK 19.
     *
     * @return the failure
     * @throws IllegalStateException if it is not complete, was cancelled, or has a value
     */
    public Throwable exceptionNow() {
        if (!isDone()) {
            throw new IllegalStateException("The future is not complete; wait for it with join()");
        }
        if (isCancelled()) {
            throw new IllegalStateException("The future was cancelled, so it has no exception");
        }
        if (!isCompletedExceptionally()) {
            throw new IllegalStateException("The future has a value, so it has no exception; resultNow() returns it");
        }
        return Failures.of(this);
    }

    /** Waits, where it matters that a thread of the engine's waits: the caller waits by the superclass afterwards. */
    private void await(HelpingWait wait, long deadline) {
        if (isDone()) {
            return;
        }
        ThreadState thread = ThreadState.current();
        if (thread.tellsOfWaits()) {
            wait.until(this, waiters(), thread, deadline);
        }
    }

    /** The threads that wait for this future. One dependent of it tells them all, however often and long somebody waits. */
    private WaitingThreads waiters() {
        for (; ; ) {
            Object seen = interest;
            if (seen instanceof WaitingThreads waiters) {
                return waiters;
            }
            WaitingThreads waiters = new WaitingThreads();
            if (INTEREST.compareAndSet(this, seen, waiters)) {
                super.whenComplete((value, failure) -> waiters.unparkAll());
                return waiters;
            }
        }
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        observe();
        return this;
    }

    /** A failure arrives as in every stage that depends on another: in a {@link CompletionException}. */
    final void completeDependent(HelpingFuture<T> dependent) {
        onCompletion((value, failure) -> dependent.settle(
                value,
                failure == null || failure instanceof CompletionException
                        ? failure
                        : new CompletionException(failure)));
    }

    @Override
    public CompletableFuture<T> copy() {
        observe();
        return super.copy();
    }
}
