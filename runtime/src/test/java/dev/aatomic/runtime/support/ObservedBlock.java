package dev.aatomic.runtime.support;

import dev.aatomic.runtime.AfterCommitException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A block of a random program: what it did, and what it says of itself. */
public final class ObservedBlock {

    private static final String WELL = "well";

    private final ObservedBlock parent;
    private final boolean savepoint;
    private final Set<Integer> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hooks = new AtomicInteger();
    private final AtomicInteger hooksRun = new AtomicInteger();
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private volatile boolean cancelAsked;
    private volatile boolean cancelled;
    private volatile boolean asked;

    /**
     * Describes a block.
     *
     * @param parent the block around it on the same database, null for an outermost one
     * @param savepoint false if it is merged into its parent
     */
    public ObservedBlock(ObservedBlock parent, boolean savepoint) {
        this.parent = parent;
        this.savepoint = savepoint;
    }

    /** What its successful steps wrote. */
    public Set<Integer> written() {
        return written;
    }

    public AtomicInteger hooks() {
        return hooks;
    }

    public AtomicInteger hooksRun() {
        return hooksRun;
    }

    /** Completes, always normally, with how the block ended: its failure, or some other object. */
    public CompletableFuture<Object> end() {
        return end;
    }

    public void ended(Object value, Throwable failure) {
        end.complete(failure == null ? WELL : failure);
    }

    /** The code of the block asked for a rollback. */
    public void askForRollback() {
        ObservedBlock block = this;
        while (block.parent != null && !block.savepoint) {
            block = block.parent;
        }
        block.asked = true;
    }

    /** Cancels it; a failure of that is how the block ended. */
    public void cancel(CompletableFuture<?> future) {
        cancelAsked = true;
        try {
            cancelled = future.cancel(true);
        } catch (RuntimeException failure) {
            ended(null, new AssertionError("cancel failed", failure));
        }
    }

    public boolean isCancelAsked() {
        return cancelAsked;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Whether what it wrote must be there, by what it and those around it said at their ends. */
    public boolean commits() {
        Object how = end.join();
        return (how.equals(WELL) || hookFailed()) && !asked && (parent == null || parent.commits());
    }

    public boolean hookFailed() {
        return end.join() instanceof AfterCommitException;
    }
}
