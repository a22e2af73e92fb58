package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Gate;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.internal.transaction.TransactionBlock;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a block knows: its place in the tree, its savepoint, what it waits for and what it must answer for at its end. Fields
 * without a remark are written before the block is shared, or by whoever holds the lane.
 */
public abstract class BlockNode extends Gate implements TransactionBlock {

    private record FailedWork(ScopeFuture<?> future, Throwable failure) {}

    public final Services engine;
    public final BlockSettings settings;
    final ManagedDatabase database;
    public final Transaction transaction;

    private @Nullable Savepoint savepoint;
    private int savepointSequence;
    private boolean hasSavepoint;
    private boolean failedStatement;
    private @Nullable ScopeConnection connection;

    // Guarded by the lane:
    private @Nullable Throwable lateRefusal;
    private @Nullable Set<Independent> independents;
    private boolean exitWaits;

    /** Whether its end has its turn. */
    boolean exits;

    /** Whether its code asked for a rollback while another block was the innermost. */
    private boolean rollbackAsked;

    private @Nullable List<FailedWork> failedWork;

    BlockNode(Services engine, BlockSettings settings, ManagedDatabase database) {
        super(new Lane(engine.dispatcher()));
        this.engine = engine;
        this.settings = settings;
        this.database = database;
        this.transaction = new Transaction();
    }

    BlockNode(BlockNode parent, BlockSettings settings) {
        super(parent);
        this.engine = parent.engine;
        this.settings = settings;
        this.database = parent.database;
        this.transaction = parent.transaction;
    }

    @Override
    public final @Nullable BlockNode parentNode() {
        return (BlockNode) parent;
    }

    public final BlockNode outermost() {
        BlockNode node = this;
        while (node.parent != null) {
            node = (BlockNode) node.parent;
        }
        return node;
    }

    /** Before the caller learns of a failure that no savepoint undoes: it must not commit around it. */
    final void keepEnclosingFromCommit() {
        EnclosingTransaction around = lane.lender;
        if (around != null) {
            around.setRollbackOnly();
        }
    }

    /** The handle owner of this block, made when the first handle is. Holding the lane, or before any work. */
    final ScopeConnection connection() {
        synchronized (lane) {
            if (connection == null) {
                connection = new ScopeConnection(this);
            }
            return connection;
        }
    }

    /** Whether a handle was ever made, so that there may be something to close. */
    final boolean usesConnection() {
        return connection != null;
    }

    final void closeStatements() {
        if (connection != null) {
            connection.closeStatements();
        }
    }

    final void restoreConnection() {
        if (connection != null) {
            connection.restore();
        }
    }

    // ---- the savepoint

    /** A nested block has a savepoint unless it was told to merge, or was opened in a block that is broken already. */
    final void decideSavepoint() {
        hasSavepoint = parent != null && settings.wantsSavepoint() && !transaction.isRollback();
    }

    @Override
    public final boolean hasSavepoint() {
        return hasSavepoint;
    }

    @Override
    public final BlockNode undoneWith() {
        BlockNode node = this;
        while (!node.hasSavepoint && node.parent != null) {
            node = (BlockNode) node.parent;
        }
        return node;
    }

    @Override
    public final boolean wantsSavepoint() {
        return settings.wantsSavepoint();
    }

    @Override
    public final void askForRollback(boolean asked) {
        rollbackAsked = asked;
    }

    @Override
    public final boolean isRollbackAsked() {
        return rollbackAsked;
    }

    @Override
    public final void savepointSet(Savepoint set, int sequence) {
        savepoint = set;
        savepointSequence = sequence;
    }

    @Override
    public final @Nullable Savepoint ownSavepoint() {
        return savepoint;
    }

    @Override
    public final int savepointSequence() {
        return savepointSequence;
    }

    /** A statement failed: the block is broken, and its savepoint can no longer be left to COMMIT. */
    final void statementFailed(Throwable failure) {
        transaction.markBroken(failure);
        mayHaveFailedStatement();
    }

    /** The block's savepoint must be released at its end, which tells whether all went well. */
    final void mayHaveFailedStatement() {
        undoneWith().failedStatement = true;
    }

    @Override
    public final boolean hasFailedStatement() {
        return failedStatement;
    }

    // ---- what the end answers for

    /** Work of this block failed. If nobody will have taken an interest in its future by the block's end, the block is broken. */
    public final void workFailed(ScopeFuture<?> future, Throwable failure) {
        if (future.isObserved()) {
            return;
        }
        synchronized (lane) {
            if (failedWork == null) {
                failedWork = new ArrayList<>(2);
            } else {
                failedWork.removeIf(work -> work.future().isObserved());
            }
            failedWork.add(new FailedWork(future, failure));
        }
    }

    /**
     * Holding the lane's lock: work came after the body had ended. While something that was accepted before is not over, the end can still
     * take account of it, and rolls back; after that the end is only a matter of threads, by which no verdict may go.
     */
    final void refusedLate(Throwable refusal) {
        assert Thread.holdsLock(lane) : "the block's state was touched without the lane's lock";
        if (phase() == ScopePhase.EXITING && lateRefusal == null && hasWorkToWaitFor()) {
            lateRefusal = refusal;
        }
    }

    private boolean hasWorkToWaitFor() {
        return running > 0 || hasQueuedBeforeEnd() || hasIndependents() || lane.tip != this;
    }

    /** Holding the lane's lock: what failed and nobody will learn of breaks the block. */
    final void markSwallowedFailures() {
        assert Thread.holdsLock(lane) : "the block's state was touched without the lane's lock";
        if (failedWork != null) {
            for (FailedWork failed : failedWork) {
                if (!failed.future().isObserved()) {
                    transaction.markBroken(failed.failure());
                }
            }
        }
        if (lateRefusal != null) {
            transaction.markBroken(lateRefusal);
        }
    }

    // ---- independent work

    /**
     * Work with a connection of its own was opened here. Returns false if the block accepts no more.
     *
     * @param byHook whether a hook opened it, which belongs to independent work that was accepted before
     */
    public final boolean addIndependent(Independent work, boolean byHook) {
        synchronized (lane) {
            boolean waiting = phase() == ScopePhase.EXITING && independents != null && !independents.isEmpty();
            if (!accepts(ThreadState.current()) && !(byHook && waiting)) {
                return false;
            }
            if (independents == null) {
                independents = new HashSet<>(4);
            }
            independents.add(work);
            return true;
        }
    }

    public final void removeIndependent(Independent work) {
        boolean wake = false;
        synchronized (lane) {
            if (independents == null || !independents.remove(work)) {
                return;
            }
            if (exitWaits && independents.isEmpty()) {
                exitWaits = false;
                enqueue(this);
                wake = lane.tip() == this && lane.wake();
            }
        }
        if (wake) {
            // What was independent is still to be told.
            ThreadState thread = ThreadState.current();
            thread.enterEnd();
            try {
                lane.schedule(this, this);
            } finally {
                thread.leaveEnd();
            }
        }
    }

    /** Holding the lane's lock. */
    final boolean hasIndependents() {
        assert Thread.holdsLock(lane) : "the block's state was touched without the lane's lock";
        return independents != null && !independents.isEmpty();
    }

    /** Whether the end must wait for independent work; it is queued again once that is done. Else its turn has begun. */
    final boolean waitsForIndependents() {
        synchronized (lane) {
            exitWaits = independents != null && !independents.isEmpty();
            exits = !exitWaits;
            return exitWaits;
        }
    }

    final List<Independent> independents() {
        synchronized (lane) {
            return independents == null ? List.of() : List.copyOf(independents);
        }
    }
}
