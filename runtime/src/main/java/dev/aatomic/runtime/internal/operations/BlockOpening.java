package dev.aatomic.runtime.internal.operations;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.autocommit.AutocommitBody;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Beginner;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.operations.PropagationRules.Around;
import dev.aatomic.runtime.internal.operations.PropagationRules.Form;
import dev.aatomic.runtime.internal.operations.PropagationRules.Ruling;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.ForkedBlock;
import dev.aatomic.runtime.internal.scope.OpenTests;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeEntry;
import dev.aatomic.runtime.internal.scope.ScopeWork;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.subscription.BlockOpener;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a block into what {@link PropagationRules} decide where it is opened: a transaction, nested, retried, or none at all. */
final class BlockOpening implements BlockOpener {

    /** As long as any work waits for the executor. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

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
        return (CompletableFuture<T>) (CompletableFuture<?>) openUntyped(body, null);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> CompletableFuture<T> open(
            CheckedSupplier<?, ?> body, Consumer<CompletableFuture<T>> taker) {
        return (CompletableFuture<T>) (CompletableFuture<?>)
                openUntyped(body, (Consumer<CompletableFuture<@Nullable Object>>) (Consumer<?>) taker);
    }

    @Override
    public void dispatch(Runnable code) {
        engine.dispatcher.execute(code);
    }

    @Override
    public void dispatchLater(Runnable code, BooleanSupplier isNeeded) {
        try {
            engine.dispatcher.schedule(
                    () -> {
                        if (isNeeded.getAsBoolean()) {
                            engine.dispatcher.execute(code);
                        }
                    },
                    MOMENT_NANOS);
        } catch (RejectedExecutionException closed) {
            // close() has ended the block, or is about to.
            return;
        }
    }

    private CompletableFuture<@Nullable Object> openUntyped(
            CheckedSupplier<?, ?> body, @Nullable Consumer<CompletableFuture<@Nullable Object>> taker) {
        try {
            return openChecked(captured(body), taker);
        } catch (TransactionException refused) {
            return failed(refused, body, taker);
        }
    }

    /** Before the block can end: a failure that it ends with at once has somebody who looks at it. */
    private static void handOut(
            ScopeFuture<@Nullable Object> future, @Nullable Consumer<CompletableFuture<@Nullable Object>> taker) {
        if (taker != null) {
            future.observe();
            taker.accept(future);
        }
    }

    /** The body with what is bound to this thread, if that is to be carried. */
    private CheckedSupplier<?, ?> captured(CheckedSupplier<?, ?> body) {
        return engine.dispatcher.captures
                ? new CapturedBody(body, Objects.requireNonNull(engine.dispatcher.capture()))
                : body;
    }

    private CompletableFuture<@Nullable Object> openChecked(
            CheckedSupplier<?, ?> body, @Nullable Consumer<CompletableFuture<@Nullable Object>> taker) {
        ThreadState thread = ThreadState.current();
        if (thread.fork != null) {
            thread.fork.requireKnown();
        }
        Context current = thread.context;
        ManagedDatabase target = target(current);
        BlockScope around = around(current, target);
        EnclosingTransaction enclosing = enclosing(around, target);
        // A thread that carries no context is in the test that it joins.
        Context opener = current == null ? around : current;
        Ruling ruling = ruling(around, enclosing, current, target, Form.FUTURE);
        if (ruling == Ruling.NONE) {
            AutocommitBody block = withoutTransaction(body, opener, target);
            handOut(block.future(), taker);
            return begun(block, suspending(target, block::start), thread);
        }
        if (ruling == Ruling.RETRIED) {
            RetriedBlock block = retried(body, opener, target, testAround(around, current, target));
            handOut(block.future(), taker);
            return begun(block, suspending(target, block::start), thread);
        }
        BlockScope block = create(ruling, body, opener, target, around, enclosing, false);
        if (InheritedContext.IS_THERE) {
            // Its body may run here as it is opened.
            begun(block, block.future, thread);
        }
        if (taker != null) {
            handOut(block.future, taker);
        }
        if (engine.enclosing == null || ruling != Ruling.NEW) {
            ScopeEntry.open(block, thread);
        } else {
            // An executor may run it here.
            suspending(target, () -> {
                ScopeEntry.open(block, thread);
                return null;
            });
        }
        return block.future;
    }

    /** Calls what is beside another library's transaction on this thread with that transaction taken off. */
    private <T extends @Nullable Object> T suspending(ManagedDatabase target, Supplier<T> call) {
        return engine.enclosing == null ? call.get() : Suspension.around(engine.enclosing, target, call::get);
    }

    /** Notes what a fork, or a step of one, has opened and may have to stop. */
    private static CompletableFuture<@Nullable Object> begun(
            Abortable block, CompletableFuture<@Nullable Object> future, ThreadState thread) {
        Beginner beginner = InheritedContext.IS_THERE ? ForkedBlock.beginner(thread) : null;
        if (beginner != null) {
            beginner.begins(new ForkedBlock(block, future));
        }
        return future;
    }

    private ScopeFuture<@Nullable Object> failed(
            TransactionException refused,
            CheckedSupplier<?, ?> body,
            @Nullable Consumer<CompletableFuture<@Nullable Object>> taker) {
        ScopeFuture<@Nullable Object> failed = new ScopeFuture<>(engine.dispatcher);
        handOut(failed, taker);
        BlockScope around = ScopeContext.innermostBlock(ThreadState.currentContext(), engine);
        if (around == null) {
            failed.failsAlone(settings.place(body), refused);
        } else if (!(refused instanceof DurableNestedException)) {
            ScopeWork.failed(around, failed, refused);
        }
        failed.settle(null, refused);
        return failed;
    }

    /** Opens a block whose caller runs its body and waits for its end. */
    @Nullable
    Object openAndWait(CheckedSupplier<?, ?> given) {
        ThreadState thread = ThreadState.current();
        if (thread.fork != null) {
            thread.fork.requireKnown();
        }
        Context current = thread.context;
        // A body that leaves this thread needs what is bound to the thread.
        CheckedSupplier<?, ?> body = thread.isWorker() ? captured(given) : given;
        ManagedDatabase target = target(current);
        BlockScope around = around(current, target);
        EnclosingTransaction enclosing = enclosing(around, target);
        // A thread that carries no context is in the test that it joins.
        Context opener = current == null ? around : current;
        Ruling ruling = ruling(around, enclosing, current, target, Form.WAITING);
        if (ruling == Ruling.NONE) {
            AutocommitBody block = withoutTransaction(body, opener, target);
            begun(block, block.future(), thread);
            return suspending(target, block::runAndReturn);
        }
        if (ruling == Ruling.RETRIED) {
            RetriedBlock block = retried(body, opener, target, testAround(around, current, target));
            Beginner beginner = InheritedContext.IS_THERE ? ForkedBlock.beginner(thread) : null;
            return suspending(target, () -> beginner == null ? block.runAndWait() : waited(block, beginner));
        }
        BlockScope block = create(ruling, body, opener, target, around, enclosing, true);
        if (InheritedContext.IS_THERE) {
            begun(block, block.future, thread);
        }
        return engine.enclosing == null || ruling != Ruling.NEW
                ? ScopeEntry.openAndWait(block)
                : suspending(target, () -> ScopeEntry.openAndWait(block));
    }

    /** Its future is nobody's where its caller waits. */
    private static @Nullable Object waited(RetriedBlock block, Beginner beginner) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        beginner.begins(new ForkedBlock(block, over));
        try {
            return block.runAndWait();
        } finally {
            over.complete(null);
        }
    }

    /** Whether its name was given, so that it need not be known by its body. */
    boolean isNamed() {
        return settings.isNamed();
    }

    /** Makes a block whose body is another library's. */
    BlockScope create(CheckedSupplier<?, ?> body) {
        ThreadState thread = ThreadState.current();
        if (thread.fork != null) {
            thread.fork.requireKnown();
        }
        Context current = thread.context;
        ManagedDatabase target = target(current);
        BlockScope around = around(current, target);
        EnclosingTransaction enclosing = enclosing(around, target);
        // A thread that carries no context is in the test that it joins.
        Context opener = current == null ? around : current;
        Ruling ruling = ruling(around, enclosing, current, target, Form.TWO_CALLS);
        BlockScope block = create(ruling, body, opener, target, around, enclosing, true);
        begun(block, block.future, thread);
        return block;
    }

    private ManagedDatabase target(@Nullable Context current) {
        if (settings.database != null) {
            return settings.database;
        }
        return current == null ? engine.databases.first : engine.resolve(current);
    }

    /** The block of the same database in which this one is opened, or null. */
    private @Nullable BlockScope around(@Nullable Context current, ManagedDatabase target) {
        if (current != null && ScopeContext.innermost(current, target) instanceof BlockScope block) {
            return block;
        }
        OpenTests tests = engine.tests;
        return tests == null ? null : tests.around(current, target);
    }

    private Around kind(
            @Nullable BlockScope around,
            @Nullable EnclosingTransaction enclosing,
            @Nullable Context current,
            ManagedDatabase target) {
        if (around == null) {
            return enclosing == null ? Around.NOTHING : Around.ENCLOSING;
        }
        if (around.settings.isTest || ScopeContext.innermost(current, target) != around) {
            // In a block's autocommit context it would be beside the block.
            return Around.TEST;
        }
        return around.outermost().settings.isTest ? Around.BLOCK_IN_TEST : Around.BLOCK;
    }

    /** The block of a test in which a transaction of its own is nested; null outside of tests. */
    private @Nullable BlockScope testAround(
            @Nullable BlockScope around, @Nullable Context current, ManagedDatabase target) {
        return engine.tests == null || around == null || kind(around, null, current, target) == Around.BLOCK
                ? null
                : around;
    }

    /** Whether a block is nested only because of a test. */
    private boolean isAlone(BlockScope around, @Nullable Context current, ManagedDatabase target) {
        return switch (kind(around, null, current, target)) {
            case TEST -> true;
            case BLOCK_IN_TEST -> !PropagationRules.joins(settings.propagation);
            case NOTHING, BLOCK, ENCLOSING -> false;
        };
    }

    /**
     * The other library's transaction in which this block is opened. Inside a block it is null: what is around that block does not count.
     */
    private @Nullable EnclosingTransaction enclosing(@Nullable BlockScope around, ManagedDatabase target) {
        return around == null && engine.enclosing != null ? engine.enclosing.current(target.name()) : null;
    }

    private Ruling ruling(
            @Nullable BlockScope around,
            @Nullable EnclosingTransaction enclosing,
            @Nullable Context current,
            ManagedDatabase target,
            Form form) {
        Around kind = engine.tests != null
                ? kind(around, enclosing, current, target)
                : around != null ? Around.BLOCK : enclosing != null ? Around.ENCLOSING : Around.NOTHING;
        if (enclosing != null
                && PropagationRules.joins(settings.propagation)
                && settings.propagation != Propagation.NEVER
                && enclosing.isRollbackOnly()) {
            return Ruling.REFUSED_ROLLBACK_ONLY;
        }
        Isolation isolation = Isolation.DEFAULT;
        boolean isReadOnly = false;
        // If it asks for nothing, nobody need look for the outermost block, which may be a thousand blocks away.
        if ((settings.isWriter || settings.isolation != Isolation.DEFAULT)
                && PropagationRules.joins(settings.propagation)) {
            EnclosingTransaction joined = around == null ? enclosing : around.lane.enclosing();
            if (joined != null) {
                isolation = joined.isolation();
                isReadOnly = joined.isReadOnly();
            } else if (around != null) {
                BlockSettings has = AloneBlock.outermost(around).settings;
                isolation = has.isolation;
                isReadOnly = has.isReadOnly;
            }
        }
        return PropagationRules.decide(settings, kind, isolation, isReadOnly, form, engine.requiresDurable);
    }

    private RetriedBlock retried(
            CheckedSupplier<?, ?> body,
            @Nullable Context current,
            ManagedDatabase target,
            @Nullable BlockScope around) {
        RetriedBlock block = new RetriedBlock(engine, settings, body, current, target, around);
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
            Ruling ruling,
            CheckedSupplier<?, ?> body,
            @Nullable Context current,
            ManagedDatabase target,
            @Nullable BlockScope around,
            @Nullable EnclosingTransaction enclosing,
            boolean blocks) {
        if (ruling == Ruling.NEST) {
            BlockScope parent = Objects.requireNonNull(around);
            Context opener = Objects.requireNonNull(current);
            boolean isAlone = engine.tests != null && isAlone(parent, current, target);
            BlockScope block =
                    new BlockScope(parent, isAlone ? settings.aloneInTest() : settings, opener, body, blocks);
            if (block.isOnOtherConnection()) {
                belongTo(current, block, body);
            }
            return block;
        }
        if (ruling != Ruling.NEW && ruling != Ruling.JOIN_ENCLOSING) {
            throw new Refusals(settings, body, target).of(ruling, around, enclosing);
        }
        EnclosingTransaction joined = ruling == Ruling.JOIN_ENCLOSING ? enclosing : null;
        BlockScope block = new BlockScope(engine, settings, target, current, body, joined, blocks);
        belongTo(current, block, body);
        return block;
    }

    private boolean isAutocommit(@Nullable Context current) {
        ScopeContext innermost = ScopeContext.innermost(current, engine);
        return innermost != null && innermost.isAutocommit();
    }

    /** Makes work with another connection belong to the block in which it is opened, if there is one. */
    private void belongTo(@Nullable Context current, ChildTransaction work, CheckedSupplier<?, ?> body) {
        BlockScope opener = current == null ? null : ScopeContext.innermostBlock(current, engine);
        if (opener == null) {
            if (engine.isClosedFor(current)) {
                throw engine.refusedByClose(settings.place(body), null);
            }
        } else if (!ChildTransactions.add(opener, work, isAutocommit(current))) {
            throw ScopeWork.refusal(opener);
        }
    }
}
