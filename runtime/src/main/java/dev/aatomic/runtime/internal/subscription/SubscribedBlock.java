package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.body.BodyFuture;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.AdaptedBody;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The block of one subscription. It is the block's body, and stands between the subscriber and what the body subscribes to: the subscriber is
 * told in the scope in which it subscribed, and asks for more, or cancels, in that of the block.
 *
 * @param <T> what the body emits
 */
abstract sealed class SubscribedBlock<T extends @Nullable Object>
        implements CheckedSupplier<CompletionStage<T>, Throwable>, AdaptedBody permits StreamBlock, ValueBlock {

    private final BlockOpener opener;

    /** The scope of the subscriber. */
    final @Nullable Context outer;

    // Guarded by this:

    /** The block's future, from before the block is opened. */
    private @Nullable CompletableFuture<T> opening;

    /** The same where the block can be stopped by it: from when its body runs, or its opening is over, until it ends. */
    private @Nullable CompletableFuture<T> future;

    private @Nullable BodyFuture<T> attempt;

    /** Why the subscriber wants no more: it has cancelled, or broken the rules. */
    private @Nullable Throwable stopped;

    private boolean isOver;

    SubscribedBlock(BlockOpener opener, @Nullable Context outer) {
        this.opener = opener;
        this.outer = outer;
    }

    /** Opens the block, unless the subscriber has cancelled already. The subscriber has its subscription. */
    final void open() {
        Throwable before = stopped();
        if (before != null) {
            ended(null, before);
            return;
        }
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = outer;
        CompletableFuture<T> opened;
        try {
            opened = opener.open(this, this::opens);
            if (opened.isDone()) {
                ended(opened);
                return;
            }
            opened.whenComplete(this::ended);
        } catch (Throwable refused) {
            ended(null, refused);
            return;
        } finally {
            thread.context = previous;
        }
        Throwable since;
        synchronized (this) {
            if (!isOver) {
                future = opened;
            }
            since = stopped;
        }
        if (since != null) {
            abort(opened, since);
        }
    }

    private synchronized void opens(CompletableFuture<T> made) {
        opening = made;
    }

    /** Runs code of the user's on a dispatch thread. */
    final void dispatch(Runnable code) {
        opener.dispatch(code);
    }

    /** Does the same a moment later, unless it is not needed any more by then. */
    final void dispatchLater(Runnable code, BooleanSupplier isNeeded) {
        opener.dispatchLater(code, isNeeded);
    }

    final synchronized @Nullable Throwable stopped() {
        return stopped;
    }

    /** Runs the body, once for each attempt. */
    @Override
    public final CompletionStage<T> get() throws Throwable {
        Context scope = Objects.requireNonNull(ThreadState.currentContext());
        BodyFuture<T> made = newAttempt(scope);
        Throwable before;
        synchronized (this) {
            before = stopped;
            attempt = before == null ? made : null;
            // Its opening may last until the block has ended, on an executor that runs it there.
            future = isOver ? null : opening;
        }
        if (before != null) {
            scope.abort(before);
            throw before;
        }
        try {
            subscribe(made);
        } catch (Throwable thrown) {
            made.stop(thrown);
            throw thrown;
        }
        return made;
    }

    abstract BodyFuture<T> newAttempt(Context scope);

    /** Calls the body, and subscribes to what it returns. */
    abstract void subscribe(BodyFuture<T> made) throws Throwable;

    /** The subscriber wants no more. */
    final void cancelled() {
        stop(new CancellationException("The subscription was cancelled"));
    }

    /** Rolls back, unless it is too late: first what was subscribed to is cancelled, then the block; a running statement before both. */
    final void stop(Throwable reason) {
        BodyFuture<T> running;
        CompletableFuture<T> opened;
        synchronized (this) {
            if (stopped != null) {
                return;
            }
            stopped = reason;
            running = attempt;
            opened = future;
        }
        if (running != null && running.cutShort(reason)) {
            if (opened != null) {
                ThreadState.current().runReserved(() -> abort(opened, reason));
            }
            return;
        }
        if (running != null) {
            running.abort(reason);
        }
        if (opened != null) {
            abort(opened, reason);
        }
    }

    private static void abort(CompletableFuture<?> opened, Throwable reason) {
        if (reason instanceof CancellationException) {
            opened.cancel(true);
        } else {
            opened.completeExceptionally(reason);
        }
    }

    /** The block has ended before there was anything to wait for. */
    private void ended(CompletableFuture<T> done) {
        if (done.isCompletedExceptionally()) {
            ended(null, Failures.of(done));
        } else {
            ended(done.join(), null);
        }
    }

    private void ended(@Nullable T value, @Nullable Throwable thrown) {
        synchronized (this) {
            isOver = true;
            opening = null;
            future = null;
            attempt = null;
        }
        end(value, thrown == null ? null : Failures.unwrap(thrown));
    }

    /** The block has ended: its subscriber is to be told. */
    abstract void end(@Nullable T value, @Nullable Throwable failure);

    /** Tells the subscriber of the end, in its scope. */
    final void tellEnd(@Nullable T value, @Nullable Throwable failure) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = outer;
        try {
            InheritedContext.run(thread, () -> signalEnd(value, failure));
        } catch (Throwable thrown) {
            // Nobody else is there to tell: the block has ended.
            logger().log(
                            System.Logger.Level.ERROR,
                            "A subscriber threw when it was told of the end of its block",
                            thrown);
        } finally {
            thread.context = previous;
        }
    }

    /** Gives the end to the subscriber, or its failure to whoever takes what is dropped. */
    abstract void signalEnd(@Nullable T value, @Nullable Throwable failure);

    private static System.Logger logger() {
        return System.getLogger(SubscribedBlock.class.getName());
    }
}
