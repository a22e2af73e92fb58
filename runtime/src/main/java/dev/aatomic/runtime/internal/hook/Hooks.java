package dev.aatomic.runtime.internal.hook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.inspect.Listed;
import dev.aatomic.runtime.internal.inspect.Sight;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.Unfinished;
import dev.aatomic.runtime.internal.transaction.HookAction;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.spi.BlockObservation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hooks of a transaction that has ended and given its connection back, one after another. It holds no thread while it waits
 * for an asynchronous one. Where one does not come to its end, {@code close} gives up what is left.
 */
public final class Hooks implements Abortable, Listed {

    private final List<RegisteredHooks.Hook> hooks;
    private final AutocommitContext context;
    private final String place;

    /** How a message on the failure of one begins. */
    private final String said;

    private final @Nullable Object result;
    private final @Nullable BlockFlight flight;
    private final Consumer<@Nullable Throwable> whenDone;

    /** Written before they run. */
    private @Nullable Unfinished keptBy;

    // Guarded by this:
    /** The index of the next hook. */
    @GuardedBy("this")
    private int index;

    /** What the block fails with because of the first ordinary hook that failed. */
    @GuardedBy("this")
    private @Nullable AfterCommitException problem;

    /** Whether all have run, or were given up. */
    @GuardedBy("this")
    private boolean over;

    /** When they were first seen to run, in terms of {@code System.nanoTime}; 0 for not yet. Touched by the watchdog only. */
    private long seenSince;

    private boolean reported;

    /**
     * Prepares.
     *
     * @param said how a message on the failure of one begins
     * @param flight what flight recordings get of the block; null for nothing
     * @param whenDone told once what the block fails with if an ordinary hook failed, else null
     */
    Hooks(
            List<RegisteredHooks.Hook> hooks,
            AutocommitContext context,
            String place,
            String said,
            @Nullable Object result,
            @Nullable BlockFlight flight,
            Consumer<@Nullable Throwable> whenDone) {
        this.hooks = hooks;
        this.context = context;
        this.place = place;
        this.said = said;
        this.result = result;
        this.flight = flight;
        this.whenDone = whenDone;
    }

    /** Prepares those of a transaction that has ended. */
    static Hooks afterCommit(
            List<RegisteredHooks.Hook> hooks,
            AutocommitContext context,
            BlockScope block,
            Consumer<@Nullable Throwable> whenDone) {
        String said = "Block " + block.place() + " committed, then its hook";
        return new Hooks(hooks, context, block.place(), said, block.value(), block.flight(), whenDone);
    }

    /** Runs them. As long as they do, {@code close} waits for them. */
    void start(Unfinished unfinished) {
        keptBy = unfinished;
        unfinished.add(this);
        run();
    }

    /** Runs those that are left. */
    private void run() {
        for (HookAction hook = next(); hook != null; hook = next()) {
            Object begun = flight == null ? null : flight.beginHook();
            try {
                CompletionStage<?> stage = call(hook);
                if (stage == null) {
                    ended(begun, hook, null);
                } else {
                    Pause pause = new Pause(hook, begun);
                    stage.whenComplete(pause::over);
                    if (pause.begins()) {
                        return;
                    }
                    pause.end();
                }
            } catch (Throwable t) {
                ended(begun, hook, t);
            }
        }
        Throwable failure;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            failure = problem;
        }
        tell(failure);
    }

    /** Who is told may go on to {@code close}, which waits for these no more; for the block it does until its caller is told. */
    private void tell(@Nullable Throwable failure) {
        if (keptBy != null) {
            keptBy.remove(this);
        }
        whenDone.accept(failure);
    }

    private synchronized @Nullable HookAction next() {
        while (!over && index < hooks.size()) {
            HookAction hook = hooks.get(index++).action();
            if (problem == null || hook.isForRollback()) {
                return hook;
            }
        }
        return null;
    }

    /**
     * Gives up the hook that is under way and the ordinary ones after it: the transaction stands, and its caller is told that it does.
     * Rollback hooks have the time that a cancelled block has.
     */
    @Override
    public boolean abort(Throwable reason) {
        synchronized (this) {
            HookAction last = underWay();
            if (over || problem != null || last == null || last.isForRollback()) {
                return false;
            }
            problem = afterCommit(last, "was given up", reason);
        }
        // Rollback hooks of work that was undone before the commit may be left.
        context.engine().dispatcher.execute(this::run);
        return true;
    }

    /** Holding the lock. */
    @GuardedBy("this")
    private @Nullable HookAction underWay() {
        return index == 0 ? null : hooks.get(index - 1).action();
    }

    @Override
    public boolean giveUp(Throwable reason) {
        Throwable failure;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            HookAction last = underWay();
            if (problem == null && last != null && !last.isForRollback()) {
                problem = afterCommit(last, "was given up", reason);
            }
            failure = problem;
        }
        tell(failure);
        return true;
    }

    // ---- seen from outside

    @Override
    public ManagedDatabase listedIn() {
        return context.database();
    }

    @Override
    public @Nullable Sight look(long now) {
        BlockScope block = context.hookedBlock();
        return block == null || isOver()
                ? null
                : new Sight(BlockIds.of(block.lane), block.name(), 0, BlockState.IN_HOOKS);
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** Warns once if they have been seen to run for longer than the limit. Called by the watchdog only. */
    void seenRunning(long now, Duration limit) {
        if (seenSince == 0L) {
            seenSince = now == 0L ? 1L : now;
        }
        if (reported || now - seenSince <= limit.toNanos()) {
            return;
        }
        HookAction running;
        synchronized (this) {
            running = over ? null : underWay();
        }
        if (running != null) {
            reported = true;
            logger().log(
                            System.Logger.Level.WARNING,
                            "The hooks of block {0} have run for more than {1}. Its transaction has ended and its connection is"
                                    + " back; hook {2} is under way, and the block''s caller and the hooks after it wait: do less in"
                                    + " it, or hand the work to others",
                            numbered(),
                            limit,
                            Failures.describe(running.registered()));
        }
    }

    private String numbered() {
        BlockScope block = context.hookedBlock();
        return block == null ? place : BlockIds.numbered(block.lane, place);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    /** The wait for the stage of a hook; none if it is complete already, so that hooks do not pile up on the stack. */
    private final class Pause {

        private final HookAction hook;

        /** In a flight recording. */
        private final @Nullable Object begun;

        /** Whichever comes second goes on: the stage's end, or the loop that would wait for it. */
        private final AtomicBoolean first = new AtomicBoolean();

        private volatile @Nullable Throwable thrown;

        Pause(HookAction hook, @Nullable Object begun) {
            this.hook = hook;
            this.begun = begun;
        }

        void over(@Nullable Object value, @Nullable Throwable failure) {
            thrown = failure;
            if (!first.compareAndSet(false, true)) {
                context.execute(() -> {
                    end();
                    run();
                });
            }
        }

        boolean begins() {
            return first.compareAndSet(false, true);
        }

        void end() {
            Throwable failure = thrown;
            ended(begun, hook, failure == null ? null : Failures.unwrap(failure));
        }
    }

    private @Nullable CompletionStage<?> call(HookAction hook) throws Throwable {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        BlockScope hooked = context.hookedBlock();
        Observation observation = hooked == null ? null : hooked.observation;
        BlockObservation.Current entered = observation == null ? null : observation.enter();
        thread.context = context;
        thread.enterHook();
        try {
            return InheritedContext.call(thread, hook::call);
        } finally {
            thread.leaveHook();
            thread.context = previous;
            if (entered != null) {
                observation.leave(entered);
            }
        }
    }

    private void ended(@Nullable Object begun, HookAction hook, @Nullable Throwable failure) {
        if (flight != null) {
            flight.endHook(begun, hook.kind().method, hook.registered(), failure != null);
        }
        if (failure != null) {
            failed(hook, failure);
        }
    }

    private void failed(HookAction hook, Throwable failure) {
        if (hook.toleratesFailure(failure)) {
            context.engine().logTolerated(hook.registered(), place, failure);
            return;
        }
        synchronized (this) {
            if (!over && problem == null) {
                problem = afterCommit(hook, "failed", failure);
                return;
            }
        }
        // close() has given the hook up before.
        context.engine().logTolerated(hook.registered(), place, failure);
    }

    /** Holding the lock. */
    @GuardedBy("this")
    private AfterCommitException afterCommit(HookAction hook, String became, Throwable failure) {
        List<Object> dropped = hooks.subList(index, hooks.size()).stream()
                .filter(later -> !later.action().isForRollback())
                .map(later -> later.action().registered())
                .toList();
        return new AfterCommitException(
                said + " " + Failures.describe(hook.registered()) + " " + became
                        + ": "
                        + Failures.describe(failure) + ". " + dropped.size()
                        + " later hooks were dropped. Do not run the block again; register a hook that may fail with"
                        + " onCommitRobust",
                failure,
                dropped,
                result);
    }

    private static System.Logger logger() {
        return System.getLogger(Hooks.class.getName());
    }
}
