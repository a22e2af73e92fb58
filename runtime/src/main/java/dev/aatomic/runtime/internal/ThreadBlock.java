package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A block that another library opens and ends by two calls on one thread, between which it is current there; and that library's
 * asynchronous work in its turn.
 */
public final class ThreadBlock {

    private final BlockScope block;
    private final @Nullable Context previous;

    /** Of the thread that opened it, on which it is current until it ends. */
    private final ThreadState thread;

    private boolean ended;

    private ThreadBlock(BlockScope block, ThreadState thread) {
        this.block = block;
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
        block.openHere();
        ThreadState thread = ThreadState.current();
        if (block.future().isDone()) {
            block.awaitEnd();
        }
        ThreadBlock opened = new ThreadBlock(block, thread);
        thread.context = block;
        return opened;
    }

    /**
     * Ends the block; does nothing if it was ended before. On the thread that opened it.
     *
     * @param failure null to commit, else what to roll back for, which is not thrown again
     */
    public void end(@Nullable Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        thread.context = previous;
        block.finish(null, failure);
        try {
            block.awaitEnd();
        } catch (Throwable t) {
            if (failure == null || t != Failures.unwrap(failure)) {
                throw t;
            }
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
        Context context = operations.currentContext();
        return context == null ? operations.engine().dispatcher() : context::executeStatement;
    }
}
