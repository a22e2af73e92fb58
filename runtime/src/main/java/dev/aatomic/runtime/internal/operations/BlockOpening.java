package dev.aatomic.runtime.internal.operations;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.AutocommitBody;
import dev.aatomic.runtime.internal.scope.AutocommitContext;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides what a block is where it is opened: a transaction, nested, retried, or none at all. */
final class BlockOpening {

    private final Services engine;
    private final BlockSettings settings;

    BlockOpening(Services engine, BlockSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /** Opens a block whose caller gets its future. */
    @SuppressWarnings("unchecked")
    <T extends @Nullable Object> CompletableFuture<T> open(CheckedSupplier<?, ?> body) {
        // The future's type is the body's, which the caller has just given.
        return (CompletableFuture<T>) (CompletableFuture<?>) openUntyped(body);
    }

    private CompletableFuture<@Nullable Object> openUntyped(CheckedSupplier<?, ?> body) {
        try {
            return openChecked(captured(body));
        } catch (TransactionException refused) {
            return failed(refused, body);
        }
    }

    /** The body with what is bound to this thread, if that is to be carried. */
    private CheckedSupplier<?, ?> captured(CheckedSupplier<?, ?> body) {
        Captured captured = engine.dispatcher().capture();
        return captured == null ? body : new CapturedBody(body, captured);
    }

    private CompletableFuture<@Nullable Object> openChecked(CheckedSupplier<?, ?> body) {
        ThreadState thread = ThreadState.current();
        Context current = thread.context;
        ManagedDatabase target = target(current);
        BlockScope parent = parent(body, current, target);
        if (parent == null) {
            EnclosingOpening.checkMayOutlive(engine.enclosing(target), settings, body);
            if (settings.mayRunWithoutTransaction()) {
                return withoutTransaction(body, current, target).start();
            }
        }
        if (parent == null && settings.retry() != null) {
            return retried(body, current, target).start();
        }
        BlockScope block = create(body, current, target, parent, null, false);
        block.open(thread);
        return block.future();
    }

    private ScopeFuture<@Nullable Object> failed(TransactionException refused, CheckedSupplier<?, ?> body) {
        ScopeFuture<@Nullable Object> failed = new ScopeFuture<>(engine.dispatcher());
        BlockScope around = ScopeContext.innermostBlock(ThreadState.currentContext(), engine);
        if (around == null) {
            failed.failsAlone(settings.place(body), refused);
        } else if (!(refused instanceof DurableNestedException)) {
            around.workFailed(failed, refused);
        }
        failed.settle(null, refused);
        return failed;
    }

    /** Opens a block whose caller runs its body and waits for its end. */
    @Nullable
    Object openAndWait(CheckedSupplier<?, ?> given) {
        ThreadState thread = ThreadState.current();
        Context current = thread.context;
        // Where the body leaves this thread, it needs what is bound to it.
        CheckedSupplier<?, ?> body = thread.isWorker() ? captured(given) : given;
        ManagedDatabase target = target(current);
        BlockScope parent = parent(body, current, target);
        if (parent == null) {
            EnclosingTransaction enclosing = EnclosingOpening.enclosing(engine.enclosing(target), settings, body);
            if (enclosing != null) {
                return create(body, current, target, null, enclosing, true).openAndWait();
            }
            if (settings.mayRunWithoutTransaction()) {
                return withoutTransaction(body, current, target).runAndReturn();
            }
            if (settings.retry() != null) {
                return retried(body, current, target).runAndWait();
            }
        }
        return create(body, current, target, parent, null, true).openAndWait();
    }

    /** Whether its name was given, so that it need not be told by its body. */
    boolean isNamed() {
        return settings.isNamed();
    }

    /** Makes a block of which another library has the body. */
    BlockScope create(CheckedSupplier<?, ?> body) {
        Context current = ThreadState.currentContext();
        ManagedDatabase target = target(current);
        BlockScope parent = parent(body, current, target);
        EnclosingTransaction enclosing =
                parent == null ? EnclosingOpening.enclosing(engine.enclosing(target), settings, body) : null;
        return create(body, current, target, parent, enclosing, true);
    }

    private ManagedDatabase target(@Nullable Context current) {
        return settings.database() != null ? settings.database() : engine.resolve(current);
    }

    /** The block in which this one nests, or null if it is to be outermost; throws if it may not be what it would be. */
    private @Nullable BlockScope parent(CheckedSupplier<?, ?> body, @Nullable Context current, ManagedDatabase target) {
        BlockScope around = ScopeContext.innermost(current, target) instanceof BlockScope block ? block : null;
        Propagation propagation = settings.propagation();
        if (around != null && propagation == Propagation.NEVER) {
            throw new TransactionManagementException(
                    "Block " + settings.place(body) + " with propagation NEVER was opened inside block "
                            + around.place() + " of database '" + target.name() + "'. Call it outside any block",
                    null);
        }
        if (around == null && propagation == Propagation.MANDATORY && engine.enclosing(target) == null) {
            throw new NoTransactionException(
                    "Block " + settings.place(body)
                            + " with propagation MANDATORY was opened " + OpeningPlace.here()
                            + " where no block of database '" + target.name()
                            + "' is current. Open one around it; if there is one, its context was lost on a stage of"
                            + " another library: bring that stage back with bind(stage)",
                    null);
        }
        boolean joins = propagation != Propagation.REQUIRES_NEW && propagation != Propagation.NOT_SUPPORTED;
        if (around == null || !joins) {
            return null;
        }
        if (settings.durable()) {
            throw new DurableNestedException(
                    "Durable block " + settings.place(body) + " was opened inside block " + around.place()
                            + " of database '" + target.name()
                            + "', so its end would not mean that it is committed. Call it outside any block",
                    null);
        }
        checkNotStricter(body, around);
        return around;
    }

    private void checkNotStricter(CheckedSupplier<?, ?> body, BlockScope around) {
        if (!settings.isWriter() && settings.isolation() == Isolation.DEFAULT) {
            // It asks for nothing, so nobody need look for the outermost block, which may be a thousand blocks away.
            return;
        }
        EnclosingTransaction enclosing = around.lane.enclosing;
        if (enclosing != null) {
            EnclosingOpening.checkNotStricter(enclosing, settings, body);
            return;
        }
        BlockScope outermost = around.outermost();
        BlockSettings has = outermost.settings;
        if (settings.isStricterThan(has.isolation(), has.isReadOnly())) {
            throw settings.tooStrict(body, "block " + outermost.place(), has.isolation());
        }
    }

    private RetriedBlock retried(CheckedSupplier<?, ?> body, @Nullable Context current, ManagedDatabase target) {
        checkMayBeOutermost(body, target);
        RetriedBlock block = new RetriedBlock(engine, settings, body, current, target);
        belongTo(current, block, body);
        return block;
    }

    private AutocommitBody withoutTransaction(
            CheckedSupplier<?, ?> body, @Nullable Context current, ManagedDatabase target) {
        AutocommitBody block = new AutocommitBody(engine, settings, target, current, body);
        belongTo(current, block, body);
        return block;
    }

    /** Makes the block where it belongs; throws if it may not be opened here. */
    private BlockScope create(
            CheckedSupplier<?, ?> body,
            @Nullable Context current,
            ManagedDatabase target,
            @Nullable BlockScope parent,
            @Nullable EnclosingTransaction enclosing,
            boolean blocks) {
        if (parent != null) {
            BlockScope block = new BlockScope(parent, settings, Objects.requireNonNull(current), body, blocks);
            if (block.isOnOtherConnection()) {
                belongTo(current, block, body);
            }
            return block;
        }
        if (enclosing == null) {
            checkMayBeOutermost(body, target);
        }
        BlockScope block = new BlockScope(engine, settings, target, current, body, enclosing, blocks);
        belongTo(current, block, body);
        return block;
    }

    private void checkMayBeOutermost(CheckedSupplier<?, ?> body, ManagedDatabase target) {
        if (engine.requiresDurable() && !settings.durable() && settings.propagation() != Propagation.REQUIRES_NEW) {
            throw new TransactionManagementException(
                    "Block " + settings.place(body) + " was opened where no block of database '" + target.name()
                            + "' is current, and requireDurable() lets only durable blocks be outermost. If it"
                            + " belongs to a block, its context was lost on the way: bring the stage before it back with"
                            + " bind(stage); else make it durable",
                    null);
        }
    }

    /** What has another connection belongs to the block in which it was opened, if there is one. */
    private void belongTo(@Nullable Context current, ChildTransaction work, CheckedSupplier<?, ?> body) {
        BlockScope opener = ScopeContext.innermostBlock(current, engine);
        if (opener == null) {
            if (engine.isClosedFor(current)) {
                throw engine.refusedByClose(settings.place(body), null);
            }
        } else if (!opener.addChild(work, ScopeContext.innermost(current, engine) instanceof AutocommitContext)) {
            throw opener.refusal();
        }
    }
}
