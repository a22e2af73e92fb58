package dev.aatomic.runtime.support;

import dev.aatomic.runtime.AfterCommitException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A block of a random program, with what its own code has counted: a recording must say the same of it. */
public final class ToldBlock {

    private static final String WELL = "well";

    private final int number;
    private final @Nullable ToldBlock parent;
    private final boolean savepoint;
    private final Set<Integer> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger bodies = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger hooks = new AtomicInteger();
    private final AtomicInteger failedHooks = new AtomicInteger();
    private final CompletableFuture<Object> end = new CompletableFuture<>();
    private volatile boolean asked;
    private volatile boolean inside;
    private volatile boolean cancelAsked;

    /**
     * Describes a block.
     *
     * @param number another for each block
     * @param parent the block around it in the same transaction, null for an outermost one
     * @param savepoint false if it is merged into its parent
     */
    public ToldBlock(int number, @Nullable ToldBlock parent, boolean savepoint) {
        this.number = number;
        this.parent = parent;
        this.savepoint = savepoint;
    }

    public int number() {
        return number;
    }

    public String name() {
        return "block " + number;
    }

    /** It was opened in another block, though it is a transaction of its own. */
    public void openedInside() {
        inside = true;
    }

    public boolean isInside() {
        return inside;
    }

    public @Nullable ToldBlock parent() {
        return parent;
    }

    public ToldBlock root() {
        return parent == null ? this : parent.root();
    }

    public int depth() {
        return parent == null ? 0 : parent.depth() + 1;
    }

    public boolean wantsSavepoint() {
        return savepoint;
    }

    /** What its successful statements wrote. */
    public Set<Integer> written() {
        return written;
    }

    /** How often its body was called. */
    public AtomicInteger bodies() {
        return bodies;
    }

    /** How often code of it has run: its body, and what was attached in it. */
    public AtomicInteger runs() {
        return runs;
    }

    /** How many hooks ran that were registered in it. */
    public AtomicInteger hooks() {
        return hooks;
    }

    public AtomicInteger failedHooks() {
        return failedHooks;
    }

    /** Completes, always normally, with how the block ended: its failure, or some other object. */
    public CompletableFuture<Object> end() {
        return end;
    }

    public void ended(@Nullable Object value, @Nullable Throwable failure) {
        end.complete(failure == null ? WELL : failure);
    }

    /** The code of the block asked for a rollback. */
    public void askForRollback() {
        ToldBlock block = this;
        while (block.parent != null && !block.savepoint) {
            block = block.parent;
        }
        block.asked = true;
    }

    /** Whether it was cancelled, or was to be, by somebody or with the block around it. */
    public boolean isCancelled() {
        return cancelAsked || end.join() instanceof CancellationException;
    }

    public void cancel(CompletableFuture<?> future) {
        cancelAsked = true;
        future.cancel(true);
    }

    /** Whether its own work was kept, whatever becomes of it around the block. */
    public boolean endedWell() {
        Object how = end.join();
        return (how.equals(WELL) || how instanceof AfterCommitException) && !asked;
    }

    @Override
    public String toString() {
        return name() + (parent == null ? "" : " in " + parent.name()) + ", ended "
                + (end.isDone() ? end.join() : "not yet") + (asked ? ", rollback asked for" : "");
    }
}
