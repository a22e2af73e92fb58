package dev.aatomic.runtime.internal.autocommit;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.future.MinimalStage;
import dev.aatomic.runtime.internal.future.ScopedCall;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.BlockWithoutTransaction;
import dev.aatomic.runtime.internal.scope.BodyStage;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeWork;
import dev.aatomic.runtime.internal.scope.Services;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A block without a transaction: its body runs in the autocommit context. It ends when its body's stage has completed and the steps that
 * were submitted in it are over; the end of a block around it waits for that, as for any child transaction, and so does {@code close}.
 */
public final class AutocommitBody implements Abortable, ChildTransaction, BlockWithoutTransaction {

    /** How long the steps have to stop after they were cancelled. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Services engine;
    private final BlockSettings settings;
    private final CheckedSupplier<?, ?> body;
    private final @Nullable BlockScope opener;
    private final AutocommitContext context;
    private final BlockFuture<@Nullable Object> future;

    /** Whether its caller waits for it, and nobody else. */
    private boolean blocks;

    // Guarded by this:
    private final Set<ChildTransaction> work = new HashSet<>(4);
    private @Nullable CompletableFuture<?> stage;
    private @Nullable Object value;
    private @Nullable Throwable failure;

    /** Whether what it ends with is known. */
    private boolean decided;

    /** What it was given up with. */
    private @Nullable Throwable aborted;

    /** Whether it is over. */
    private boolean over;

    public AutocommitBody(
            Services engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context current,
            CheckedSupplier<?, ?> body) {
        this.engine = engine;
        this.settings = settings;
        this.body = body;
        this.opener = ScopeContext.innermostBlock(current, engine);
        this.context = AutocommitContext.ofBody(this, engine, database, current);
        this.future = new BlockFuture<>(engine.dispatcher, this);
    }

    /** Completes when it is over, in each form. */
    public BlockFuture<@Nullable Object> future() {
        return future;
    }

    /** Runs it on a dispatch thread. */
    public CompletableFuture<@Nullable Object> start() {
        if (begin()) {
            context.execute(this::runCaptured);
        }
        return future;
    }

    /** Returns false if it is refused: {@code close} waits for the blocks that it finds, and may have looked before. */
    private boolean begin() {
        engine.unfinished.add(this);
        if (opener == null && engine.isClosedFor(context.opener())) {
            decide(null, engine.refusedByClose(place(), null));
            return false;
        }
        return true;
    }

    private void runCaptured() {
        if (body instanceof CapturedBody captured) {
            captured.run(this::runAsync);
        } else {
            runAsync();
        }
    }

    private void runAsync() {
        if (isOver()) {
            return;
        }
        try {
            Object returned = call();
            if (!Body.isStage(body)) {
                decide(returned, Body.checkValue(returned));
            } else if (returned == null) {
                decide(null, BodyStage.noStage(Body.origin(body)));
            } else {
                await((CompletionStage<?>) returned);
            }
        } catch (Throwable t) {
            decide(null, Failures.unwrap(t));
        }
    }

    private void await(CompletionStage<?> returned) {
        if (returned instanceof CompletableFuture<?> running && !(returned instanceof MinimalStage)) {
            boolean cancelled;
            synchronized (this) {
                stage = running;
                cancelled = aborted != null;
            }
            if (cancelled) {
                engine.dispatcher.cancel(running);
            }
        }
        returned.whenComplete((result, thrown) -> decide(result, thrown == null ? null : Failures.unwrap(thrown)));
    }

    /** Runs it here, and waits for its end. */
    @Nullable
    public Object runAndReturn() {
        blocks = true;
        if (begin()) {
            Object returned = null;
            Throwable thrown;
            try {
                returned = call();
                thrown = Body.checkValue(returned);
            } catch (Throwable t) {
                thrown = Failures.unwrap(t);
            }
            decide(returned, thrown);
        }
        try {
            future.join();
        } catch (CompletionException | CancellationException told) {
            // Thrown below, as it is.
        }
        synchronized (this) {
            if (failure != null) {
                throw Failures.<RuntimeException>rethrow(failure);
            }
            return value;
        }
    }

    private @Nullable Object call() throws Throwable {
        return ScopedCall.call(engine.dispatcher, context, body);
    }

    // ---- the end

    private void decide(@Nullable Object result, @Nullable Throwable thrown) {
        synchronized (this) {
            if (decided) {
                return;
            }
            decided = true;
            value = thrown == null ? result : null;
            failure = thrown;
            stage = null;
        }
        endIfDone(false);
    }

    /** Ends it if nothing is left to wait for, or in any case if at once. */
    private void endIfDone(boolean atOnce) {
        Throwable problem;
        Object result;
        synchronized (this) {
            if (over || !decided || !(atOnce || work.isEmpty())) {
                return;
            }
            over = true;
            problem = failure;
            result = value;
        }
        if (opener != null) {
            if (problem != null && !blocks) {
                ScopeWork.failed(opener, future, problem);
            }
            ChildTransactions.remove(opener, this);
        } else if (problem != null && !blocks) {
            future.failsAlone(place(), problem);
        }
        ThreadState thread = ThreadState.current();
        if (blocks) {
            // Nobody but the caller's own thread waits for it.
            engine.unfinished.removeOnceTold(this, future);
            future.settleHere(result, problem, thread);
        } else if (thread.isReserved()) {
            engine.dispatcher.execute(() -> tell(result, problem, ThreadState.current()));
        } else {
            tell(result, problem, thread);
        }
    }

    private void tell(@Nullable Object result, @Nullable Throwable problem, ThreadState thread) {
        engine.unfinished.removeOnceTold(this, future);
        future.settle(result, problem, thread);
    }

    @Override
    public synchronized boolean isOver() {
        return over;
    }

    // ---- what is done in it

    @Override
    public synchronized boolean add(ChildTransaction submitted) {
        if (aborted != null) {
            throw new TransactionManagementException(
                    "Work was refused because block " + place() + ", in which it was submitted, was given up: "
                            + Failures.describe(aborted),
                    aborted);
        }
        return !over && work.add(submitted);
    }

    @Override
    public void remove(ChildTransaction submitted) {
        synchronized (this) {
            work.remove(submitted);
        }
        endIfDone(false);
    }

    // ---- cut short

    @Override
    public boolean abort(Throwable reason) {
        CompletableFuture<?> running;
        List<ChildTransaction> submitted;
        synchronized (this) {
            if (over || aborted != null) {
                return false;
            }
            aborted = reason;
            decided = true;
            failure = reason;
            value = null;
            running = stage;
            stage = null;
            submitted = List.copyOf(work);
        }
        if (!submitted.isEmpty()) {
            // The code of their callers must not go on on this thread.
            ThreadState.current().runReserved(() -> submitted.forEach(each -> each.cancelBy(reason)));
        }
        endIfDone(false);
        if (!isOver()) {
            giveUpLater();
        }
        if (running != null) {
            // Done last: the user's code that depends on it may wait for this block.
            engine.dispatcher.cancel(running);
        }
        return true;
    }

    /** Sees to it that the caller is told within the grace, whether or not the database lets go of the statements. */
    private void giveUpLater() {
        try {
            engine.dispatcher.schedule(() -> endIfDone(true), GRACE_NANOS);
        } catch (RejectedExecutionException closed) {
            endIfDone(true);
        }
    }

    @Override
    public void cancelBy(Throwable reason) {
        abort(Failures.cancelledWithParent(place(), reason));
    }

    @Override
    public boolean contains(@Nullable Context current) {
        return ScopeContext.bodyAround(current, engine) == this;
    }

    @Override
    public String place() {
        return settings.place(body);
    }

    @Override
    public synchronized boolean isCancelled() {
        return failure instanceof CancellationException;
    }
}
