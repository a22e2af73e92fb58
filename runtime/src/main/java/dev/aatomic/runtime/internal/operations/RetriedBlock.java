package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.inspect.Listed;
import dev.aatomic.runtime.internal.inspect.Sight;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeEntry;
import dev.aatomic.runtime.internal.scope.ScopeWork;
import dev.aatomic.runtime.internal.scope.Services;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An outermost block with a retry: a chain of blocks, each a transaction of its own, of which at most one is open at a time. Between two of
 * them nothing is held, and no thread waits except that of a caller who waits anyway.
 */
final class RetriedBlock implements ChildTransaction, Abortable, Listed {

    private final Services engine;
    private final BlockSettings settings;
    private final CheckedSupplier<?, ?> body;
    private final @Nullable Context opener;
    private final ManagedDatabase database;

    /** The block of a test in which each attempt is nested; null for attempts that are transactions. */
    private final @Nullable BlockScope around;

    private final RetryDecision decision;
    private final BlockFuture<@Nullable Object> future;

    /** When all attempts together must be over, in terms of {@code System.nanoTime}; 0 for never. */
    private final long deadline;

    // Guarded by this:
    private @Nullable BlockScope running;
    private int attempts;

    /** The number by which its pauses are known outside; 0 until somebody asked for it. */
    private long id;

    private @Nullable Future<?> pause;

    /** The future on which a waiting caller pauses. */
    private @Nullable ScopeFuture<@Nullable Void> waiting;

    /** The failure that it ends with: that with which it was given up while no attempt was under way, or that of the last attempt. */
    private @Nullable Throwable aborted;

    /** Whether the attempt under way is the last one, since somebody has given up. */
    private boolean isLast;

    /** Whether the last attempt has committed, whatever it failed with. */
    private boolean isCommitted;

    /** Whether what it ends with is known. */
    private boolean isDecided;

    /** Whether its caller has been told, or is being told. */
    private boolean isOver;

    RetriedBlock(
            Services engine,
            BlockSettings settings,
            CheckedSupplier<?, ?> body,
            @Nullable Context opener,
            ManagedDatabase database,
            @Nullable BlockScope around) {
        this.engine = engine;
        this.settings = settings;
        this.body = body;
        this.opener = opener;
        this.database = database;
        this.around = around;
        this.deadline = Deadline.after(settings.timeoutNanos);
        this.decision = new RetryDecision(engine.dispatcher, settings, body, deadline);
        this.future = new BlockFuture<>(engine.dispatcher, this);
    }

    public String place() {
        return settings.place(body);
    }

    // ---- seen from outside

    @Override
    public ManagedDatabase listedIn() {
        return database;
    }

    /** An attempt is shown by itself. */
    @Override
    public synchronized @Nullable Sight look(long now) {
        if (running != null || attempts == 0 || isDecided || isOver) {
            return null;
        }
        if (id == 0L) {
            id = BlockIds.next();
        }
        return new Sight(id, settings.name(body), 0, BlockState.BETWEEN_ATTEMPTS);
    }

    // ---- with a future

    BlockFuture<@Nullable Object> future() {
        return future;
    }

    CompletableFuture<@Nullable Object> start() {
        engine.unfinished.add(this);
        attempt(1, null);
        return future;
    }

    private BlockScope create(boolean blocks) {
        return around == null
                ? new BlockScope(engine, settings, database, opener, body, null, blocks)
                : new BlockScope(
                        around, settings.aloneInTest(), Objects.requireNonNullElse(opener, around), body, blocks);
    }

    private void attempt(int number, @Nullable Observation previous) {
        BlockScope block = create(false);
        Throwable reason = starts(block);
        if (reason != null) {
            end(null, reason);
            return;
        }
        // Attached before the block is opened: else, if the attempt ends meanwhile, the user's condition would be
        // called on this thread.
        block.future.onCompletion((value, failure) -> attemptEnded(number, block, value, failure));
        ScopeEntry.open(block, ThreadState.current(), number, previous, deadline);
    }

    /** Returns why the attempt must not be made, if so. */
    private synchronized @Nullable Throwable starts(BlockScope block) {
        pause = null;
        waiting = null;
        if (aborted == null) {
            running = block;
            attempts++;
            if (attempts > 1) {
                database.counters.countRetried();
            }
        }
        return aborted;
    }

    private void attemptEnded(int number, BlockScope block, @Nullable Object value, @Nullable Throwable thrown) {
        if (thrown == null) {
            end(value, null);
            return;
        }
        Throwable failure = Failures.unwrap(thrown);
        Dispatcher dispatcher = engine.dispatcher;
        Runnable then = () -> dispatcher.execute(() -> attempt(number + 1, block.observation));
        boolean goesOn = false;
        try {
            goesOn = goesOn(number, block, failure, null, dispatcher::runInTurn, then);
        } finally {
            if (!goesOn) {
                end(null, lastFailure(failure));
            }
        }
    }

    /**
     * Returns whether there is to be another attempt, for which what comes then is scheduled. The teller may call listeners on the thread on
     * which it is called itself.
     */
    private boolean goesOn(
            int number,
            BlockScope block,
            Throwable failure,
            @Nullable ScopeFuture<@Nullable Void> waiter,
            Executor teller,
            Runnable then) {
        try {
            Duration delay = delayBeforeNext(number, block, failure);
            return delay != null && pauses(block, failure, delay, waiter, teller, then);
        } catch (Throwable t) {
            logger().log(
                            System.Logger.Level.ERROR,
                            "Block " + place() + " is not retried, because what was to come before that failed",
                            t);
            return false;
        }
    }

    /** Returns false if the block was told to give up meanwhile. */
    private boolean pauses(
            BlockScope block,
            Throwable failure,
            Duration delay,
            @Nullable ScopeFuture<@Nullable Void> waiter,
            Executor teller,
            Runnable then) {
        int made;
        synchronized (this) {
            if (aborted != null) {
                return false;
            }
            waiting = waiter;
            made = attempts;
        }
        logger().log(
                        System.Logger.Level.DEBUG,
                        () -> "Attempt " + made + " of block " + place() + " failed and is retried",
                        failure);
        if (block.observation != null) {
            block.observation.retries(failure, teller);
        }
        synchronized (this) {
            if (aborted != null) {
                return false;
            }
            try {
                pause = engine.dispatcher.schedule(then, delay.toNanos());
                return true;
            } catch (RejectedExecutionException closed) {
                // close() has come to its end meanwhile, and nobody else would tell the caller.
                return false;
            }
        }
    }

    private void end(@Nullable Object value, @Nullable Throwable failure) {
        synchronized (this) {
            if (isOver) {
                // close() has ended it without waiting for it.
                return;
            }
            isOver = true;
        }
        BlockScope owner = ScopeContext.innermostBlock(opener, engine);
        if (owner != null) {
            if (failure != null) {
                ScopeWork.failed(owner, future, failure);
            }
            ChildTransactions.remove(owner, this);
        } else if (failure != null) {
            future.failsAlone(place(), failure);
        }
        if (ThreadState.current().isReserved()) {
            // Its caller is told on another thread, and close() waits for that.
            engine.dispatcher.execute(() -> tell(value, failure));
        } else {
            tell(value, failure);
        }
    }

    private void tell(@Nullable Object value, @Nullable Throwable failure) {
        engine.unfinished.removeOnceTold(this, future);
        future.settle(value, failure);
    }

    @Override
    public boolean abort(Throwable reason) {
        BlockScope block;
        ScopeFuture<@Nullable Void> waiter;
        boolean paused;
        synchronized (this) {
            if (aborted != null) {
                return false;
            }
            // The attempt may be past the point where it can be stopped: it is the last one all the same.
            isLast = true;
            block = running;
            waiter = waiting;
            if (block == null) {
                aborted = reason;
                paused = pause != null && pause.cancel(false);
            } else {
                paused = false;
            }
        }
        if (block != null) {
            return block.abort(reason);
        }
        if (waiter != null) {
            wake(waiter);
        } else if (paused) {
            end(null, reason);
        }
        return true;
    }

    /** Ends the block where the user's condition does not come back. */
    @Override
    public boolean giveUp(Throwable reason) {
        Throwable told;
        synchronized (this) {
            if (isDecided || running != null) {
                return false;
            }
            told = lastFailure(reason);
        }
        end(null, told);
        return true;
    }

    @Override
    public synchronized @Nullable BlockScope asBlock() {
        return running;
    }

    @Override
    public void cancelBy(Throwable reason) {
        abort(Failures.cancelledWithParent(place(), reason));
    }

    // ---- on the caller's thread

    @Nullable
    Object runAndWait() {
        engine.unfinished.add(this);
        try {
            Observation previous = null;
            for (int number = 1; ; number++) {
                BlockScope block = create(true);
                Throwable reason = starts(block);
                if (reason != null) {
                    throw Failures.<RuntimeException>rethrow(reason);
                }
                ScopeFuture<@Nullable Void> over = new ScopeFuture<>(engine.dispatcher);
                try {
                    return ScopeEntry.openAndWait(block, number, previous, deadline);
                } catch (Throwable failure) {
                    if (!goesOn(number, block, failure, over, Runnable::run, () -> wake(over))) {
                        throw Failures.<RuntimeException>rethrow(lastFailure(failure));
                    }
                }
                over.join();
                previous = block.observation;
            }
        } finally {
            BlockScope owner = ScopeContext.innermostBlock(opener, engine);
            if (owner != null) {
                ChildTransactions.remove(owner, this);
            }
            engine.unfinished.remove(this);
        }
    }

    // ---- whether to

    private static void wake(ScopeFuture<@Nullable Void> waiter) {
        waiter.settleHere(null, null, ThreadState.current());
    }

    /** How long to wait before the block runs again; null if it does not. */
    private @Nullable Duration delayBeforeNext(int number, BlockScope block, Throwable failure) {
        if (!RetryDecision.isUndone(failure)) {
            return null;
        }
        synchronized (this) {
            // The attempt is over: whoever gives up from now on, such as the user's condition, ends the whole.
            running = null;
            isCommitted = AloneBlock.isKept(block);
            if (isLast || isCommitted) {
                // Whoever gave up before was told whether that takes effect, and what is committed cannot be given up.
                aborted = failure;
                return null;
            }
        }
        return decision.delayAfter(number, block, failure);
    }

    /**
     * What the whole fails with: the last attempt's failure, unless the block was given up after that. From now on nobody can give it up.
     */
    private synchronized Throwable lastFailure(Throwable failure) {
        isDecided = true;
        if (aborted == null) {
            aborted = failure;
        }
        return aborted;
    }

    @Override
    public boolean contains(@Nullable Context current) {
        BlockScope attempt;
        synchronized (this) {
            attempt = running;
        }
        return attempt != null ? attempt.contains(current) : decision.isAskedHere();
    }

    @Override
    public boolean isCancelled() {
        BlockScope block;
        synchronized (this) {
            if (aborted != null) {
                return !isCommitted && aborted instanceof CancellationException;
            }
            block = running;
        }
        return block != null && block.isCancelled();
    }

    private static System.Logger logger() {
        return System.getLogger(RetriedBlock.class.getName());
    }
}
