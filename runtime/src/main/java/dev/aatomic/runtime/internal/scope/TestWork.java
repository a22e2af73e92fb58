package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.internal.future.CapturedExecutor;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.handle.ConnectionHandle;
import dev.aatomic.runtime.internal.jdbc.handle.RefusedCallException;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is done outside any block in a test: on the connection of the test, each statement undone by itself if it fails.
 */
public final class TestWork {

    private TestWork() {}

    /** How a step ended: what it failed with is its caller's business, and does not break the host. */
    private record Ended<T extends @Nullable Object>(
            T value, @Nullable Throwable failure) {}

    /**
     * Submits a step.
     *
     * @param host from {@link OpenTests#around}
     * @param context current in the step
     * @param whenOver run before its caller is told
     */
    public static <T extends @Nullable Object> CompletableFuture<T> submit(
            BlockScope host, ScopeContext context, ConnectionFunction<T> step, Runnable whenOver) {
        ThreadState thread = ThreadState.current();
        ScopeWork.checkNotInChild(host, thread);
        Captured captured = host.engine.dispatcher.capture();
        Step<Ended<T>> accepted = new Step<>(
                host,
                ignored -> captured == null
                        ? attempt(host, context, step)
                        : captured.call(() -> attempt(host, context, step)));
        ScopeFuture<T> told = new ScopeFuture<>(host.engine.dispatcher);
        accepted.future.onCompletion((ended, dropped) -> {
            whenOver.run();
            tell(told, ended, dropped);
        });
        if (!accept(host, accepted, thread)) {
            whenOver.run();
            throw ScopeWork.refusal(host);
        }
        return told;
    }

    @SuppressWarnings("NullAway")
    private static <T extends @Nullable Object> void tell(
            ScopeFuture<T> told, @Nullable Ended<T> ended, @Nullable Throwable dropped) {
        if (ended != null) {
            told.settle(ended.value(), ended.failure());
        } else {
            told.settle(null, dropped);
        }
    }

    private static <T extends @Nullable Object> Ended<T> attempt(
            BlockScope host, ScopeContext context, ConnectionFunction<T> step) {
        ThreadState thread = ThreadState.current();
        thread.context = context;
        try (Connection handle = openConnection(host)) {
            return new Ended<>(InheritedContext.call(thread, () -> step.apply(handle)), null);
        } catch (Throwable t) {
            return failed(RefusedCallException.withoutJdbc(t));
        } finally {
            thread.context = host;
        }
    }

    @SuppressWarnings("NullAway")
    private static <T extends @Nullable Object> Ended<T> failed(Throwable failure) {
        return new Ended<>(null, failure);
    }

    /** Runs another library's work in its turn. */
    public static void executeStatement(BlockScope host, ScopeContext context, Runnable work) {
        ThreadState thread = ThreadState.current();
        ScopeWork.checkNotInChild(host, thread);
        Captured captured = host.engine.dispatcher.capture();
        Runnable inContext = () -> context.runHere(work);
        Runnable step = captured == null ? inContext : () -> CapturedExecutor.run(captured, host, inContext);
        if (!accept(host, new ForeignStep(host, step), thread)) {
            throw ScopeWork.refusal(host);
        }
    }

    /** A handle on the connection of the test. */
    public static Connection openConnection(BlockScope host) {
        ThreadState thread = ThreadState.current();
        ScopeWork.checkNotInChild(host, thread);
        if (thread.acceptedBy != host && !takes(host, thread)) {
            throw ScopeWork.refusal(host);
        }
        return ConnectionHandle.open(
                new AloneOwner(host, thread.step == host ? host.connection().ownerInStep() : host.connection()));
    }

    /** Whether a block takes what stands beside it outside a test: its end waits for that until nothing of it is left. */
    static boolean takes(BlockScope host, ThreadState thread) {
        synchronized (host.lane) {
            return host.accepts(thread) || (host.phase == ScopePhase.EXITING && ChildTransactions.areLeft(host));
        }
    }

    /** Queues what stands beside the host outside a test, which the host's end waits for. Returns false if it takes no more. */
    static boolean accept(LaneScope host, LaneTask task, ThreadState thread) {
        if (!(host instanceof BlockScope block) || block.isOpen() || !takes(block, thread)) {
            return LaneExecution.execute(host.lane, host, task, thread);
        }
        LaneScope previous = thread.acceptedBy;
        thread.acceptedBy = host;
        try {
            return LaneExecution.execute(host.lane, host, task, thread);
        } finally {
            thread.acceptedBy = previous;
        }
    }

    // ---- the end of a test

    /** Has the database look at its deferred constraints, as it would before COMMIT, where it can. */
    public static CompletableFuture<@Nullable Void> checkConstraints(BlockScope test) {
        DatabaseDialect dialect = test.database.knownDialect();
        String check = dialect == null ? null : dialect.constraintCheck();
        return TestWork.<@Nullable Void>submit(
                test,
                test,
                connection -> {
                    if (check != null && test.transaction().resource().isBegun()) {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute(check);
                        }
                    }
                    return null;
                },
                () -> {});
    }

    /** What of a test is not over: the names of blocks, and how many statements. */
    public static List<String> unfinished(BlockScope test) {
        Collection<String> names = new LinkedHashSet<>();
        int steps;
        synchronized (test.lane) {
            List<LaneScope> open = new ArrayList<>();
            for (LaneScope scope = test.lane.innermost(); scope != null && scope != test; scope = scope.parent()) {
                open.add(0, scope);
            }
            open.forEach(scope -> names.add("block " + scope.place()));
            steps = test.running;
            for (LaneTask task : test.queued()) {
                if (task instanceof BlockScope block) {
                    names.add("block " + block.place());
                } else {
                    steps++;
                }
            }
        }
        ChildTransactions.of(test).forEach(child -> names.add("block " + child.place()));
        if (steps > 0) {
            names.add(steps == 1 ? "a statement outside any block" : steps + " statements outside any block");
        }
        return List.copyOf(names);
    }
}
