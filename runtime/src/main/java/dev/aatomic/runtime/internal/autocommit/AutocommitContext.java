package dev.aatomic.runtime.internal.autocommit;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.handle.ConnectionHandle;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockWithoutTransaction;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.OpenTests;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.scope.TestWork;
import dev.aatomic.runtime.internal.transaction.HookAction;
import dev.aatomic.runtime.spi.BlockObservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The context outside any block, on purpose: each step has a connection of its own, on which each statement commits alone. */
public final class AutocommitContext implements ScopeContext {

    private final Services engine;
    private final ManagedDatabase database;
    private final @Nullable Context opener;

    /** The connection of the step that runs, if this is the context inside one. */
    private final @Nullable AutocommitConnection connection;

    /** The block whose hooks run here, which are part of it; null if this is no context of hooks. */
    private final @Nullable BlockScope hooksOf;

    /** The block without a transaction whose body runs here; null if this is no context of one. */
    private final @Nullable AutocommitBody body;

    AutocommitContext(Services engine, ManagedDatabase database, @Nullable Context opener) {
        this(engine, database, opener, null, null, null);
    }

    static AutocommitContext ofBody(
            AutocommitBody body, Services engine, ManagedDatabase database, @Nullable Context opener) {
        return new AutocommitContext(engine, database, opener, null, null, body);
    }

    /** The context on top of another one: that one itself if it is the same. */
    public static AutocommitContext within(Services engine, ManagedDatabase database, @Nullable Context opener) {
        return opener instanceof AutocommitContext same && same.database == database && same.connection == null
                ? same
                : new AutocommitContext(engine, database, opener);
    }

    /**
     * The context for a block's hooks. If a hook opened the block, it takes the place of that hook's context, so that hooks build no chain.
     */
    public static AutocommitContext forHooks(BlockScope block, @Nullable Context opener) {
        Context around = opener;
        if (opener instanceof AutocommitContext same
                && same.hooksOf != null
                && same.database == block.database
                && same.connection == null) {
            around = same.opener;
        }
        return new AutocommitContext(block.engine, block.database, around, null, block, null);
    }

    @Override
    public boolean isOfHooks() {
        return hooksOf != null;
    }

    @Override
    public boolean isOfHooksOf(BlockScope block) {
        return hooksOf == block;
    }

    /** The block whose hooks run here; null if none's do. */
    public @Nullable BlockScope hookedBlock() {
        return hooksOf;
    }

    @Override
    public @Nullable BlockWithoutTransaction ofBody() {
        return body;
    }

    private AutocommitContext(
            Services engine,
            ManagedDatabase database,
            @Nullable Context opener,
            @Nullable AutocommitConnection connection,
            @Nullable BlockScope hooksOf,
            @Nullable AutocommitBody body) {
        this.engine = engine;
        this.database = database;
        this.opener = opener;
        this.connection = connection;
        this.hooksOf = hooksOf;
        this.body = body;
    }

    /** The context inside a step, for code that was submitted from another. */
    AutocommitContext on(AutocommitConnection taken, @Nullable Context submittedFrom) {
        return new AutocommitContext(engine, database, submittedFrom, taken, null, null);
    }

    @Override
    public boolean isAutocommit() {
        return true;
    }

    @Override
    public Services engine() {
        return engine;
    }

    @Override
    public @Nullable Context opener() {
        return opener;
    }

    @Override
    public ManagedDatabase database() {
        return database;
    }

    @Override
    public boolean covers(ManagedDatabase other) {
        return database == other;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        BlockScope host = host();
        if (host != null) {
            return TestWork.submit(host, inTest(host), step, joinBody());
        }
        return AutocommitStep.start(this, taken -> {
            try (Connection handle = ConnectionHandle.open(taken)) {
                return step.apply(handle);
            }
        });
    }

    @Override
    public void executeStatement(Runnable work) {
        BlockScope host = host();
        if (host != null) {
            Runnable over = joinBody();
            TestWork.executeStatement(host, inTest(host), () -> {
                try {
                    work.run();
                } finally {
                    over.run();
                }
            });
            return;
        }
        AutocommitStep.start(this, taken -> {
            work.run();
            return null;
        });
    }

    @Override
    public Connection openConnection() throws SQLException {
        if (connection != null) {
            return ConnectionHandle.open(connection);
        }
        BlockScope host = host();
        if (host != null) {
            return TestWork.openConnection(host);
        }
        AutocommitConnection.checkThread();
        return ConnectionHandle.open(AutocommitConnection.borrow(this));
    }

    /** The block in a test on whose connection the statements run; null outside of tests. */
    private @Nullable BlockScope host() {
        OpenTests tests = engine.tests;
        return tests == null ? null : tests.around(this, database);
    }

    /** Makes the block without a transaction in which work is done here wait for it. Returns what tells that the work is over. */
    private Runnable joinBody() {
        BlockWithoutTransaction around = ScopeContext.bodyAround(ThreadState.currentContext(), engine);
        ChildTransaction work = reason -> {};
        return around != null && around.add(work) ? () -> around.remove(work) : () -> {};
    }

    /** The context inside a step in a test. */
    private AutocommitContext inTest(BlockScope host) {
        Context around = ThreadState.currentContext();
        return new AutocommitContext(engine, database, around == null ? host : around);
    }

    @Override
    public void register(HookAction hook) {
        if (hooksOf != null && hooksOf.settings.isTest && !hook.isBeforeCommit()) {
            // The hooks of a test are run on demand, and those that they register are the next.
            hooksOf.register(hook);
            return;
        }
        if (hook.isForRollback()) {
            return;
        }
        // Blocks of other databases that are open around the call stay around the hook.
        ThreadState thread = ThreadState.current();
        thread.enterHook();
        try {
            hook.call();
        } catch (Throwable t) {
            if (!hook.toleratesFailure(t)) {
                throw Failures.<RuntimeException>rethrow(t);
            }
            engine.logTolerated(hook.registered(), "'in autocommit'", t);
        } finally {
            thread.leaveHook();
        }
    }

    @Override
    public void setRollbackOnly(boolean rollbackOnly) {
        throw noBlock();
    }

    @Override
    public boolean isRollbackOnly() {
        throw noBlock();
    }

    private static NoTransactionException noBlock() {
        return new NoTransactionException(
                "The rollback flag was used in the autocommit context, where there is nothing to roll back: it has a"
                        + " meaning inside a block only",
                null);
    }

    /** In hooks what observes their block is current. */
    @Override
    public void runHere(Runnable action) {
        Observation observation = hooksOf == null || ThreadState.currentContext() == this ? null : hooksOf.observation;
        BlockObservation.Current entered = observation == null ? null : observation.enter();
        try {
            ScopeContext.super.runHere(action);
        } finally {
            if (entered != null) {
                observation.leave(entered);
            }
        }
    }

    @Override
    public void execute(Runnable continuation) {
        ThreadState thread = ThreadState.current();
        if (thread.isDispatch() && !thread.isDeep()) {
            thread.runNested(() -> runHere(continuation));
        } else {
            executeLater(continuation);
        }
    }

    @Override
    public void executeLater(Runnable continuation) {
        engine.dispatcher.execute(() -> runHere(continuation));
    }

    /**
     * The block that a step or connection outside any transaction belongs to: the block without a transaction in which it was submitted,
     * else the block around it. The end of that block waits for it, so it can be known whether it would wait for ever for its connection.
     */
    static final class Owner {

        private final Services engine;
        private final @Nullable Context submittedFrom;
        private final @Nullable BlockWithoutTransaction body;
        private final @Nullable BlockScope block;
        private boolean accepted;

        Owner(Services engine, @Nullable Context submittedFrom) {
            this.engine = engine;
            this.submittedFrom = submittedFrom;
            this.body = ScopeContext.bodyAround(submittedFrom, engine);
            this.block = ScopeContext.innermostBlock(submittedFrom, engine);
        }

        /**
         * Asks for a connection. What belongs to nobody, since the block has ended meanwhile, waits by itself.
         *
         * @throws dev.aatomic.runtime.TransactionException if it is refused, or would wait for ever
         */
        Admission.Answer acquire(Ticket ticket, ChildTransaction work, ManagedDatabase database) {
            accepted = body != null ? body.add(work) : block != null && ChildTransactions.add(block, work, true);
            Admission.Answer answer = accepted && block != null
                    ? engine.childAdmission.acquireOutside(ticket, database, submittedFrom, engine)
                    : database.admission.acquire(ticket);
            // close() waits for the work that it finds, and may have looked before.
            if (!accepted && answer != Admission.Answer.REFUSED && engine.isClosedFor(submittedFrom)) {
                throw engine.workRefusedByClose();
            }
            return answer;
        }

        /** The work is over. */
        void release(ChildTransaction work) {
            if (!accepted) {
                return;
            }
            if (body != null) {
                body.remove(work);
            } else if (block != null) {
                ChildTransactions.remove(block, work);
            }
        }

        /**
         * Takes note that the block it belongs to was cut short.
         *
         * @return whether the work is to stop; else it goes on by itself, since it was submitted outside the block on purpose
         */
        boolean stops(ChildTransaction work) {
            if (body == null) {
                release(work);
            }
            return body != null;
        }
    }
}
