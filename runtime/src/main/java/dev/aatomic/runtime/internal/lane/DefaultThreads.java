package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.internal.common.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The dispatch executor of whoever gives none: a pool of daemon threads, and from the moment on when all databases are known to be servers a
 * virtual thread for each task, where there are such.
 *
 * <p>A database that runs in this process must stay on the pool. H2 spins while another of its threads rolls back; virtual threads that spin
 * keep their carriers, and once these are all taken, the one that rolls back never runs again.
 */
final class DefaultThreads implements Executor {

    private static final String PREFIX = "aatomic-dispatch-";
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private final BooleanSupplier areServers;

    /** Null where none are to be had. */
    private final @Nullable ExecutorService virtual;

    /** Never back to false; a thread that does not see it yet uses the pool. */
    private boolean isVirtual;

    /**
     * @param threads of the pool, at most
     * @param areServers whether the databases are known not to run in this process
     */
    DefaultThreads(int threads, BooleanSupplier areServers) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Dispatcher.daemonThreads(PREFIX));
        pool.allowCoreThreadTimeOut(true);
        virtual = VirtualThreads.areUsable() ? VirtualThreads.executor(PREFIX) : null;
        this.areServers = areServers;
    }

    @Override
    public void execute(Runnable task) {
        ExecutorService threads = virtual;
        if (threads != null && hasOneForEachTask()) {
            threads.execute(task);
        } else {
            pool.execute(task);
        }
    }

    /** Whether each task has a thread of its own, so that none is late. */
    boolean hasOneForEachTask() {
        if (!isVirtual && virtual != null && areServers.getAsBoolean()) {
            isVirtual = true;
        }
        return isVirtual;
    }

    /** Ends the threads once they have nothing to do. */
    void shutdown() {
        pool.shutdown();
        if (virtual != null) {
            virtual.shutdown();
        }
    }
}
