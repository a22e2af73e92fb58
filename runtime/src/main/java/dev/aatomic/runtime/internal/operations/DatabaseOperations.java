package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.common.ReactiveOperator;
import dev.aatomic.runtime.internal.future.ScopedCall;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.handle.PoolOutsideBlocks;
import dev.aatomic.runtime.internal.jdbc.handle.ScopeDataSource;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The operations on one database, or on that of the innermost block. */
public class DatabaseOperations extends ContextOperations implements Database {

    private final Services engine;
    private final @Nullable ManagedDatabase bound;
    private final DataSource dataSource = new ScopeDataSource(
            "aatomic", () -> context("dataSource().getConnection").openConnection());

    public DatabaseOperations(Services engine, @Nullable ManagedDatabase bound) {
        this.engine = engine;
        this.bound = bound;
    }

    @Override
    public Services engine() {
        return engine;
    }

    private ManagedDatabase target(@Nullable Context current) {
        return bound != null ? bound : engine().resolve(current);
    }

    @Override
    public ScopeContext context(String operation) {
        Context current = ThreadState.currentContext();
        if (current instanceof BlockScope block
                && block.engine == engine
                && (bound == null ? !block.settings.isTest : bound == block.database)) {
            // Nearly always.
            return block;
        }
        ManagedDatabase target = target(current);
        ScopeContext context = engine.contextOf(current, target);
        if (context == null) {
            throw noTransaction(operation, target, ScopeContext.innermost(current, engine));
        }
        return context;
    }

    /** The context to which a call applies here and now; null if there is none. */
    @Nullable
    ScopeContext currentContext() {
        Context current = ThreadState.currentContext();
        return engine.contextOf(current, target(current));
    }

    private static NoTransactionException noTransaction(
            String operation, ManagedDatabase target, @Nullable ScopeContext current) {
        String submittedAt = ThreadState.current().submittedAt;
        return new NoTransactionException(
                "No block of database '" + target.name() + "' is current for " + operation + " "
                        + (submittedAt == null ? OpeningPlace.here() : submittedAt)
                        + ", on thread '"
                        + Failures.bounded(Thread.currentThread().getName()) + "'"
                        + (current == null
                                ? ""
                                : ", only one of database '"
                                        + current.database().name() + "'")
                        + ". Most likely the implementation is used in place of the class that was generated for it"
                        + " (…Aatomic, or the bean of that class), so that nothing has opened a block: call it through"
                        + " that. If a block is open, its context was lost on a stage of another library: bring that"
                        + " stage back with bind(stage). If this is meant to run outside any block, wrap it in"
                        + " autocommit(() -> …)"
                        + ReactiveOperator.mend(),
                null);
    }

    @Override
    public Atomic atomic() {
        return AtomicBlock.defaults(engine(), bound);
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T autocommit(CheckedSupplier<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        Context current = ThreadState.currentContext();
        ManagedDatabase target = target(current);
        EnclosingTransactions enclosing = engine().enclosing;
        AutocommitContext context = AutocommitContext.within(engine(), target, current);
        return enclosing == null
                ? ScopedCall.call(engine().dispatcher, context, body)
                : Suspension.around(enclosing, target, () -> ScopedCall.call(engine().dispatcher, context, body));
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public DataSource dataSource(DataSource pool) {
        Objects.requireNonNull(pool, "pool");
        return new PoolOutsideBlocks(pool, () -> {
            ScopeContext current = currentContext();
            return current == null || current.isAutocommit() ? null : current.openConnection();
        });
    }

    @Override
    public DataSource guard(DataSource pool) {
        Objects.requireNonNull(pool, "pool");
        return new PoolOutsideBlocks(pool, () -> {
            ScopeContext current = currentContext();
            if (current == null || current.isAutocommit()) {
                return null;
            }
            throw new TransactionManagementException(
                    "A connection of a guarded pool was asked for in " + describe(current)
                            + ". What is done with it would commit on its own, and stay when the block is rolled back."
                            + " Use dataSource() or submit(…) for what is part of the block, and autocommit(() -> …)"
                            + " for what is meant to be on its own",
                    null);
        });
    }

    private static String describe(ScopeContext current) {
        if (!(current instanceof BlockScope block)) {
            return "a block";
        }
        return block.settings.isTest ? "a test that is rolled back" : "block " + block.place();
    }

    @Override
    public Scope scope() {
        ScopeContext current = context("scope");
        if (current instanceof BlockScope block && !block.settings.isTest) {
            return OpenScope.of(block);
        }
        throw new NoTransactionException(
                (current instanceof BlockScope ? "A test" : "The autocommit context")
                        + " is current, which is no block: open one with atomic()",
                null);
    }
}
