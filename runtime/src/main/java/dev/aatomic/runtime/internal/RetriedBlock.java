package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An outermost block with a retry: a chain of blocks, each a transaction of its own, of which at most one is open at a time. Between
 * two of them nothing is held, and no thread waits but that of a caller who does anyway.
 */
final class RetriedBlock implements Independent, Abortable {

    private static final System.Logger LOGGER = System.getLogger(RetriedBlock.class.getName());

    private final Engine engine;
    private final BlockSettings settings;
    private final Body body;
    private final @Nullable Context opener;
    private final ManagedDatabase database;
    private final RetryPolicy policy;
    private final BlockFuture<@Nullable Object> future;

    /** When all attempts together must be over, in terms of {@code System.nanoTime}; 0 for never. */
    private final long deadline;

    // Guarded by this:
    private @Nullable BlockScope running;
    private @Nullable Future<?> pause;
    private @Nullable Throwable aborted;

    RetriedBlock(Engine engine, BlockSettings settings, Body body, @Nullable Context opener, ManagedDatabase database) {
        this.engine = engine;
        this.settings = settings;
        this.body = body;
        this.opener = opener;
        this.database = database;
        this.policy = Objects.requireNonNull(settings.retry());
        this.deadline = Deadline.after(settings.timeoutNanos());
        this.future = new BlockFuture<>(engine.dispatcher());
        future.bind(this);
    }

    String place() {
        return settings.place(body);
    }

    // ---- with a future

    CompletableFuture<@Nullable Object> start() {
        attempt(1);
        return future;
    }

    private void attempt(int number) {
        BlockScope block = new BlockScope(engine, settings, database, opener, body, false);
        block.setDeadline(deadline);
        synchronized (this) {
            pause = null;
            if (aborted == null) {
                running = block;
            }
        }
        if (aborted != null) {
            end(null, aborted);
            return;
        }
        block.open();
        block.future().onCompletion((value, failure) -> attemptEnded(number, block, value, failure));
    }

    private void attemptEnded(int number, BlockScope block, @Nullable Object value, @Nullable Throwable thrown) {
        Throwable failure = thrown == null ? null : Failures.unwrap(thrown);
        if (failure == null || !runsAgain(number, block, failure)) {
            end(value, failure);
            return;
        }
        Duration delay = policy.delayBefore(number + 1);
        synchronized (this) {
            running = null;
            if (aborted == null) {
                pause = engine.dispatcher()
                        .schedule(
                                () -> engine.dispatcher().runOnSpareThread(() -> attempt(number + 1)), delay.toNanos());
                return;
            }
        }
        end(null, aborted);
    }

    private void end(@Nullable Object value, @Nullable Throwable failure) {
        BlockScope owner = Context.innermostBlock(opener);
        if (owner != null) {
            if (failure != null) {
                owner.workFailed(future, failure);
            }
            owner.removeIndependent(this);
        }
        future.settle(value, failure);
    }

    @Override
    public boolean abort(Throwable reason) {
        BlockScope block;
        boolean paused;
        synchronized (this) {
            block = running;
            paused = pause != null && pause.cancel(false);
            if (block == null && !paused && aborted == null) {
                // Between the pause and the next attempt, which will find it.
                aborted = reason;
                return true;
            }
        }
        if (paused) {
            end(null, reason);
            return true;
        }
        return block != null && block.abort(reason);
    }

    @Override
    public void cancelBy(Throwable reason) {
        CancellationException cancelled = new CancellationException(
                "Block " + place() + " was cancelled because the body of the block around it failed");
        cancelled.initCause(reason);
        abort(cancelled);
    }

    // ---- on the caller's thread

    @Nullable
    Object runAndWait() {
        try {
            for (int number = 1; ; number++) {
                BlockScope block = new BlockScope(engine, settings, database, opener, body, true);
                block.setDeadline(deadline);
                try {
                    return block.openAndWait();
                } catch (Throwable failure) {
                    if (!runsAgain(number, block, failure)) {
                        throw failure;
                    }
                }
                ScopeFuture<@Nullable Void> over = new ScopeFuture<>(engine.dispatcher());
                engine.dispatcher()
                        .schedule(
                                () -> over.settle(null, null),
                                policy.delayBefore(number + 1).toNanos());
                over.join();
            }
        } finally {
            BlockScope owner = Context.innermostBlock(opener);
            if (owner != null) {
                owner.removeIndependent(this);
            }
        }
    }

    // ---- whether to

    private boolean runsAgain(int number, BlockScope block, Throwable failure) {
        if (number >= policy.maxAttempts() || !isUndone(failure) || block.transaction.isAsked()) {
            return false;
        }
        if (Deadline.hasPassed(deadline)) {
            return false;
        }
        boolean retryable;
        try {
            retryable = policy.isRetryable(failure);
        } catch (Throwable t) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The retry condition of block " + place() + " failed; it is not retried",
                    t);
            return false;
        }
        if (retryable) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    () -> "Attempt " + number + " of block " + place() + " failed and is retried",
                    failure);
        }
        return retryable;
    }

    /** Never after COMMIT was answered, or may have been. */
    private static boolean isUndone(Throwable failure) {
        return !(failure instanceof TransactionException known) || known.outcome() == Outcome.ROLLED_BACK;
    }
}
