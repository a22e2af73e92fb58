package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeEntry;
import dev.aatomic.runtime.internal.scope.ScopeExit;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A block that another library opens and ends by two calls on one thread; between them it is current there. Also runs that library's
 * asynchronous work in its turn.
 */
public final class ThreadBlock {

    private final BlockScope block;
    private final @Nullable Context previous;

    /** The state of the thread that opened it, on which it is current until it ends. */
    private final ThreadState thread;

    /** The code between the two calls, for what observes the block. */
    private final @Nullable Object body;

    /** Another library's transaction, in which the block does not take part; null for none. */
    private final EnclosingTransactions.@Nullable Suspended suspended;

    private boolean ended;

    private ThreadBlock(BlockScope block, ThreadState thread, EnclosingTransactions.@Nullable Suspended suspended) {
        this.block = block;
        this.suspended = suspended;
        this.body = block.observation == null ? null : block.observation.beginCode();
        this.thread = thread;
        this.previous = thread.context;
    }

    /**
     * Opens a block on this thread; waits for its turn.
     *
     * @param atomic the settings
     * @return the open block
     * @throws dev.aatomic.runtime.TransactionException if it cannot be entered
     */
    public static ThreadBlock open(Atomic atomic) {
        BlockOpening opening = ((AtomicBlock) atomic).opening();
        BlockScope block = opening.create(new ThreadBlockBody(opening.isNamed()));
        EnclosingTransactions.Suspended suspended = suspend(block);
        ThreadState thread = ThreadState.current();
        try {
            ScopeEntry.openHere(block);
            if (block.future.isDone()) {
                ScopeEntry.awaitEnd(block);
            }
        } catch (Throwable t) {
            if (suspended != null) {
                Suspension.resume(suspended, t);
            }
            throw t;
        }
        ThreadBlock opened = new ThreadBlock(block, thread, suspended);
        opened.makeCurrent(block);
        return opened;
    }

    private static EnclosingTransactions.@Nullable Suspended suspend(BlockScope block) {
        EnclosingTransactions enclosing = block.engine.enclosing;
        return enclosing == null || block.outermost() != block || block.lane.enclosing() != null
                ? null
                : enclosing.suspend(block.database.name());
    }

    private void makeCurrent(@Nullable Context current) {
        thread.context = current;
        InheritedContext.changed(current);
    }

    /**
     * Ends the block; does nothing if it was ended before. On the thread that opened it.
     *
     * @param failure null to commit; else the failure to roll back for, which is not thrown again
     */
    public void end(@Nullable Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        makeCurrent(previous);
        if (block.observation != null) {
            block.observation.endCode(body);
        }
        ScopeExit.finish(block, null, failure);
        try {
            ScopeEntry.awaitEnd(block);
        } catch (Throwable t) {
            if (suspended != null) {
                Suspension.resume(suspended, t);
            }
            if (failure == null || t != Failures.unwrap(failure)) {
                throw t;
            }
            return;
        }
        if (suspended != null) {
            suspended.resume();
        }
    }

    /**
     * An executor that runs another library's work in its turn among the statements of the scope that is current now. Where none
     * is current it runs on a dispatch thread, in no scope.
     *
     * @param database the database
     * @return the executor
     */
    public static Executor statements(Database database) {
        DatabaseOperations operations = (DatabaseOperations) database;
        ScopeContext context = operations.currentContext();
        if (context != null) {
            return context::executeStatement;
        }
        // A statement of this work will be refused, on a thread that does not know where the work comes from.
        String place = OpeningPlace.here();
        return work -> operations.engine().dispatcher.execute(() -> runSubmitted(place, work));
    }

    private static void runSubmitted(String place, Runnable work) {
        ThreadState thread = ThreadState.current();
        String previous = thread.submittedAt;
        thread.submittedAt = place;
        try {
            work.run();
        } finally {
            thread.submittedAt = previous;
        }
    }

    /**
     * A handle on the connection of the scope that is current now, for another library's statement.
     *
     * @param database the database
     * @param statement what to call the statement where none is current
     * @return the handle
     * @throws SQLException if there is a scope and it gives none
     */
    public static Connection connection(Database database, String statement) throws SQLException {
        return ((DatabaseOperations) database).context(statement).openConnection();
    }
}
