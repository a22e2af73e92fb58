package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Callback;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockWithoutTransaction;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.scope.Unfinished;
import dev.aatomic.runtime.internal.watch.Watchdog;
import java.time.Duration;

/**
 * Closes the transactions: new blocks are refused and open ones drained, then those that are left are cancelled, then given up where
 * the driver does not let go of them.
 */
final class Shutdown {

    /** How long cancelled blocks have to roll back. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

    /** How long it takes until what a cancelled block has left is cancelled too. */
    private static final Duration CANCEL_INTERVAL = Duration.ofMillis(100);

    /** How long the connections of blocks that were given up have to be closed, and their callers to be told. */
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(2);

    private final Services services;
    private final Watchdog watchdog;

    /** How long open blocks have to end by themselves. */
    private final Duration limit;

    Shutdown(Services services, Watchdog watchdog, Duration limit) {
        this.services = services;
        this.watchdog = watchdog;
        this.limit = limit;
    }

    /** Closes; called from any thread, also more than once. */
    void close() {
        ThreadState thread = ThreadState.current();
        BlockScope block = ScopeContext.innermostBlock(thread.context, services);
        if (block != null && block.isOpen()) {
            throw new TransactionManagementException(
                    "close() was called inside block " + block.place()
                            + ", whose end it would wait for. Call it outside any block",
                    null);
        }
        BlockWithoutTransaction body = services.openBodyAround(thread.context);
        if (body != null) {
            throw new TransactionManagementException(
                    "close() was called inside block " + body.place()
                            + ", whose end it would wait for. Call it outside any block",
                    null);
        }
        Callback callback = thread.callback;
        if (callback != null && callback.dispatcher() == services.dispatcher) {
            throw new TransactionManagementException(
                    "close() was called inside " + callback.what()
                            + ", for which a block waits whose end it would wait for. Call it elsewhere",
                    null);
        }
        if (ScopeContext.isInHook(thread.context, services)) {
            throw new TransactionManagementException(
                    "close() was called inside a hook, whose end it would wait for. Call it outside any block", null);
        }
        services.refuseBlocks();
        // No code of the user runs in here: it would keep close() from its limits.
        thread.reserve();
        try {
            drain();
        } finally {
            thread.unreserve();
        }
    }

    private void drain() {
        long deadline = Deadline.after(limit.toNanos());
        boolean idle = awaitIdle(limit);
        services.refuseAll();
        // They were found idle one after another, and a hook may have opened something in one that had been looked at.
        // From now on nothing begins, so that what is idle stays so.
        if (!idle || !awaitIdle(Duration.ofNanos(Math.max(0L, deadline - System.nanoTime())))) {
            logger().log(
                            System.Logger.Level.WARNING,
                            Thread.currentThread().isInterrupted()
                                    ? "close() was interrupted while blocks were open; they are cancelled"
                                    : "Blocks were still open after {0}, the limit of close(); they are cancelled",
                            limit);
            if (!cancelUntilIdle()) {
                // The driver does not let go, and later nobody would tell those who wait for these blocks.
                services.databases
                        .all()
                        .forEach(database -> database.admission.forEachHolder(ticket -> ticket.abandon(CANCEL_LIMIT)));
                unfinished().giveUpAll(services::cancelledByClose);
                awaitIdleUninterruptibly(ABANDON_LIMIT);
            }
        }
        watchdog.stop();
        services.dispatcher.shutdown();
    }

    /** Cancels what is open, again and again: a block that ends by this may have left hooks, which are given up too. */
    private boolean cancelUntilIdle() {
        long deadline = Deadline.after(CANCEL_LIMIT.toNanos());
        boolean idle;
        do {
            cancelAll();
            idle = awaitIdleUninterruptibly(CANCEL_INTERVAL);
        } while (!idle && !Deadline.hasPassed(deadline));
        return idle;
    }

    /** Cancels what is open. No block that is about to be cancelled gets the connection of one that was. */
    private void cancelAll() {
        services.databases.all().forEach(database -> database.admission.pause());
        try {
            unfinished().abortAll(services::cancelledByClose);
            services.databases
                    .all()
                    .forEach(database -> database.admission.forEachTicket(
                            ticket -> ticket.abort(services.cancelledByClose(ticket.place()))));
        } finally {
            services.databases.all().forEach(database -> database.admission.resume());
        }
    }

    /**
     * Waits in spite of interrupts: whoever interrupts this thread does not want to wait for the blocks, but does want their callers to be
     * told.
     */
    private boolean awaitIdleUninterruptibly(Duration limit) {
        long deadline = Deadline.after(limit.toNanos());
        boolean interrupted = InterruptFlag.putAside();
        try {
            boolean idle = awaitIdle(limit);
            while (!idle && InterruptFlag.putAside()) {
                interrupted = true;
                idle = awaitIdle(Duration.ofNanos(Math.max(0L, deadline - System.nanoTime())));
            }
            return idle;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private boolean awaitIdle(Duration limit) {
        long deadline = Deadline.after(limit.toNanos());
        boolean idle;
        do {
            idle = unfinished().awaitNone(deadline);
            for (ManagedDatabase database : services.databases.all()) {
                idle &= database.admission.awaitIdle(deadline);
            }
            // What ended meanwhile may have left hooks, and they may have opened blocks, of the other databases too.
        } while (idle && !isIdleNow());
        return idle;
    }

    private boolean isIdleNow() {
        long now = System.nanoTime();
        for (ManagedDatabase database : services.databases.all()) {
            if (!database.admission.awaitIdle(now)) {
                return false;
            }
        }
        return unfinished().isEmpty();
    }

    private Unfinished unfinished() {
        return services.unfinished;
    }

    private static System.Logger logger() {
        return System.getLogger(Shutdown.class.getName());
    }
}
