package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.HelpingFuture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The blocks that are not over though they may hold no connection and wait for none: in their hooks, between two attempts, or without
 * a transaction. All state is guarded by the monitor.
 */
public final class Unfinished {

    @GuardedBy("this")
    private final Set<Abortable> blocks = new HashSet<>();

    public synchronized void add(Abortable block) {
        blocks.add(block);
    }

    public synchronized void remove(Abortable block) {
        if (blocks.remove(block) && blocks.isEmpty()) {
            notifyAll();
        }
    }

    /**
     * Takes a block out once its future is complete, and before what its caller has attached to that goes on: this may call {@code close},
     * which would wait for the block, and may take any time, for which {@code close} would wait. Called just before the future is
     * completed, since the JDK calls first what was attached last.
     */
    public void removeOnceTold(Abortable block, HelpingFuture<?> future) {
        future.follow((value, failure) -> remove(block));
    }

    public synchronized boolean isEmpty() {
        return blocks.isEmpty();
    }

    /**
     * Waits until there is none.
     *
     * @return false if the deadline, in terms of {@code System.nanoTime}, came first, or the thread was interrupted
     */
    public synchronized boolean awaitNone(long deadline) {
        while (!blocks.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Gives all of them up.
     *
     * @param reason makes the exception for each block, from where it was opened: no two callers get the same one
     */
    public void abortAll(Function<String, Throwable> reason) {
        all().forEach(block -> block.abort(reason.apply(block.place())));
    }

    /** Ends those for which {@link #abortAll} was in vain, if they can be ended without what they wait for. */
    public void giveUpAll(Function<String, Throwable> reason) {
        all().forEach(block -> block.giveUp(reason.apply(block.place())));
    }

    /** Those that are not over at this moment. */
    public synchronized List<Abortable> all() {
        return List.copyOf(blocks);
    }
}
