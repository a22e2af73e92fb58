package dev.aatomic.runtime.internal.watch;

import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneLook;
import dev.aatomic.runtime.internal.lane.LaneProbe;
import dev.aatomic.runtime.internal.lane.LaneReport;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneSighting;
import dev.aatomic.runtime.internal.lane.LaneTakeover;
import dev.aatomic.runtime.internal.observe.BlockIds;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that looks at the lanes which hold a connection, every few milliseconds while there are any. It gives a lane
 * that nobody starts, or whose owner waits while work is ready, to a thread of ours, and reports what looks like a deadlock or a lost
 * context.
 *
 * <p>Nothing on the way of a block is timed: the watchdog keeps the time, by whether a lane's progress counter has moved since it
 * last looked.
 */
public final class Watchdog implements Runnable, Admission.Guard {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long START_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BEHIND_IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long it stays awake with nothing to see: starting it costs more than a look. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Looks after hooks, which hold no connection. */
    @FunctionalInterface
    public interface HookWatch {

        /**
         * Looks at those that run, and reports those that take longer than the limit.
         *
         * @return whether any run
         */
        boolean look(long now, Duration limit);
    }

    private final List<ManagedDatabase> databases;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private @Nullable HookWatch hooks;
    private volatile @Nullable Thread thread;

    /** Whether no thread looks. Set by the thread before it ends, cleared when another is started. */
    private volatile boolean asleep = true;

    /** Whether a look at once was asked for, since work waits behind the owner of a lane. */
    private volatile boolean asked;

    private volatile boolean stopped;

    // Of one look:
    private boolean anyHeld;
    private volatile boolean behindOwner;
    private @Nullable LaneScope waitsForDatabase;
    private @Nullable LaneScope idleInBody;

    /**
     * How long what may take.
     *
     * @param connectionTimeout the wait for a connection
     * @param commitTimeout COMMIT, and what else the driver does at an end
     * @param holdLimit how long a block may hold its connection, and its hooks may take, before that is reported; null for as long as they
     *     like
     */
    public record Limits(
            Duration connectionTimeout,
            Duration commitTimeout,
            @Nullable Duration holdLimit) {}

    public Watchdog(Collection<ManagedDatabase> databases, Dispatcher dispatcher, Limits limits) {
        this.limits = limits;
        this.databases = List.copyOf(databases);
        this.dispatcher = dispatcher;
    }

    /** Sets what looks after hooks. Called before anything is watched. */
    public void watchHooks(HookWatch watch) {
        hooks = watch;
    }

    @Override
    public void connectionTaken() {
        if (asleep) {
            start();
        }
    }

    /** Starts the thread. There is none while no connection is in use, so that transactions which nobody closes keep nothing alive. */
    private synchronized void start() {
        if (!asleep || stopped) {
            return;
        }
        asleep = false;
        try {
            Thread started = Dispatcher.reservedThreads("aatomic-watchdog-").newThread(this);
            thread = started;
            started.start();
        } catch (Throwable t) {
            // The block has its connection and needs no watchdog yet: the next one tries again.
            asleep = true;
            logger().log(
                            System.Logger.Level.WARNING,
                            "The thread that watches the open blocks could not be started",
                            t);
        }
    }

    /**
     * Looks at once, and again soon, since work waits behind the owner of a lane, which may be about to wait for that work. Asking costs
     * nothing while such a look is still to come.
     */
    public void lookSoon() {
        if (!asked) {
            asked = true;
            LockSupport.unpark(thread);
        }
    }

    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long lastSeen = System.nanoTime();
        long pause = INTERVAL_NANOS;
        while (!stopped) {
            long now = System.nanoTime();
            boolean soon = asked;
            boolean held = tryLook(now);
            if (held) {
                lastSeen = now;
            } else if (now - lastSeen > IDLE_NANOS) {
                if (ends()) {
                    return;
                }
                lastSeen = now;
            }
            // An owner that computes is looked at less and less often.
            pause = soon ? SHORTEST_NANOS : behindOwner ? Math.min(2 * pause, INTERVAL_NANOS) : INTERVAL_NANOS;
            LockSupport.parkNanos(this, pause);
            if (soon) {
                asked = false;
            }
        }
    }

    private boolean ends() {
        asleep = true;
        // Whoever took a connection before seeing the flag is seen here.
        if (!tryLook(System.nanoTime())) {
            return true;
        }
        synchronized (this) {
            boolean another = !asleep;
            asleep = false;
            return another;
        }
    }

    /** Whether any connection is in use. Two threads look at a time only while one ends and the next begins. */
    private boolean tryLook(long now) {
        synchronized (databases) {
            try {
                look(now);
            } catch (RuntimeException | Error e) {
                // Blocks depend on this thread: it must outlive whatever a logger or a place throws.
                logger().log(System.Logger.Level.ERROR, "A look at the open blocks failed", e);
            }
            return anyHeld;
        }
    }

    private void look(long now) {
        anyHeld = false;
        behindOwner = false;
        waitsForDatabase = null;
        idleInBody = null;
        for (ManagedDatabase database : databases) {
            database.admission.forEachHolder(ticket -> {
                anyHeld = true;
                ticket.seenHolding(now);
                if (ticket instanceof Lane lane) {
                    if (limits.holdLimit() != null) {
                        lookAtHold(lane, database, limits.holdLimit(), now);
                    }
                    look(lane, now);
                }
            });
            for (Ticket ticket : database.admission.unconnected()) {
                anyHeld = true;
                // Most wait for what is no business of ours, and there may be very many.
                if (ticket instanceof Lane lane && !lane.isIdle()) {
                    goesOn(lane, now, false);
                }
            }
        }
        if (hooks != null && limits.holdLimit() != null) {
            anyHeld |= hooks.look(now, limits.holdLimit());
        }
        reportLostContext();
        dispatcher.tryAgain();
        databases.forEach(database -> endOverdue(database, now));
    }

    /** Tells whoever has waited too long for a connection. Their continuations go to dispatch threads, each by itself. */
    private void endOverdue(ManagedDatabase database, long now) {
        long limit = limits.connectionTimeout().toNanos();
        Admission admission = database.admission;
        if (!admission.hasOverdue(now, limit)) {
            return;
        }
        // Made before they are out of the queue: from then on they must be told.
        String why = ConnectionShortage.overdue(database, limits.connectionTimeout(), now);
        List<Ticket> overdue = admission.takeOverdue(now, limit);
        overdue.forEach(ticket -> expire(ticket, why));
    }

    /** Tells one; a failure of this must not keep the others from being told. */
    private static void expire(Ticket ticket, String why) {
        try {
            ticket.expire(why);
        } catch (RuntimeException | Error e) {
            logger().log(System.Logger.Level.ERROR, "The end of a wait for a connection failed", e);
        }
    }

    /**
     * Whether the lane goes on, by what it does itself or because a thread of ours has been given it just now. Of those that hold no
     * connection there may be any number: one that nobody has started takes its turn.
     */
    private boolean goesOn(Lane lane, long now, boolean isHolder) {
        if (LaneTakeover.hasWorkBehindOwner(lane)) {
            if (LaneTakeover.takeFromWaiting(lane)) {
                dispatcher.runOnSpareThread(lane);
                return true;
            }
            behindOwner = true;
        }
        int progress = lane.progress();
        LaneSighting seen = lane.sighting();
        if (progress != seen.progress || seen.at == 0L) {
            seen.progress = progress;
            seen.at = now;
            seen.quietReported = false;
            seen.takesTurn = false;
            return true;
        }
        // While there is no progress it has the same owner, or none.
        boolean takesTurn = !isHolder && !lane.isOwned();
        if (now - seen.at < START_LIMIT_NANOS
                || (takesTurn && seen.takesTurn)
                || !LaneTakeover.takeIfStill(lane, progress)) {
            return false;
        }
        if (takesTurn) {
            seen.takesTurn = true;
            dispatcher.runInTurn(lane);
        } else {
            dispatcher.runOnSpareThread(lane);
        }
        return true;
    }

    private void look(Lane lane, long now) {
        if (goesOn(lane, now, true)) {
            return;
        }
        LaneSighting seen = lane.sighting();
        long still = now - seen.at;
        LaneScope ending = still >= limits.commitTimeout().toNanos() ? LaneProbe.busy(lane) : null;
        if (ending != null) {
            ending.abandonEnding(limits.commitTimeout());
        }
        if (still >= SILENCE_NANOS && !seen.quietReported) {
            reportQuiet(lane);
        }
        LaneScope idle = LaneProbe.idle(lane);
        if (idle != null) {
            if (still >= SILENCE_NANOS) {
                idleInBody = idle;
            }
            if (still >= BEHIND_IDLE_NANOS) {
                reportBehindIdle(lane, idle);
            }
        } else if (still >= SILENCE_NANOS && !seen.reported) {
            LaneScope busy = LaneProbe.busy(lane);
            if (busy != null && !LaneReport.isConnecting(lane)) {
                waitsForDatabase = busy;
            }
        }
    }

    private static void reportQuiet(Lane lane) {
        LaneScope quiet = LaneProbe.quiet(lane);
        if (quiet != null) {
            lane.sighting().quietReported = true;
            quiet.reportQuiet();
        }
    }

    private static void lookAtHold(Lane lane, ManagedDatabase database, Duration limit, long now) {
        LaneSighting seen = lane.sighting();
        if (seen.connectedSince == 0L) {
            if (LaneReport.isConnected(lane)) {
                seen.connectedSince = now;
            } else if (!seen.connectingReported
                    && LaneReport.isConnecting(lane)
                    && now - seen.heldSince > limit.toNanos()) {
                seen.connectingReported = true;
                logger().log(
                                System.Logger.Level.WARNING,
                                "Block {0} has waited for more than {2} in getConnection of the pool of database ''{1}'',"
                                        + " although these transactions have given out fewer connections than the pool was said to"
                                        + " have: it is shared with others, smaller, or its database does not answer",
                                numbered(lane),
                                database.name(),
                                limit);
            }
        } else if (!seen.holdReported && now - seen.connectedSince > limit.toNanos()) {
            LaneLook look = LaneLook.of(lane);
            if (look == null) {
                return;
            }
            seen.holdReported = true;
            logger().log(
                            System.Logger.Level.WARNING,
                            "Block {0} has held a connection of database ''{1}'' for more than {2}, and others may wait for"
                                    + " one. {3}",
                            numbered(lane),
                            database.name(),
                            limit,
                            HoldReport.doing(look));
        }
    }

    /** Reports work that waits for a nested block in which nothing happens: most likely each waits for the other. */
    private static void reportBehindIdle(Lane lane, LaneScope idle) {
        LaneScope waiting = LaneProbe.waitingBehind(lane, idle);
        if (waiting == null || lane.sighting().reported) {
            return;
        }
        lane.sighting().reported = true;
        logger().log(
                        System.Logger.Level.WARNING,
                        "Work of block {0} has waited for 10 s for the end of block {1}, which is nested in it and has nothing"
                                + " in flight. If the nested block''s body waits for that work, neither will end: submit the work"
                                + " inside the nested block, or before opening it",
                        numbered(waiting),
                        numbered(idle));
    }

    /**
     * Reports a statement that waits while another block sits in its body: most likely the statement needs a row that this block has
     * locked.
     */
    private void reportLostContext() {
        if (waitsForDatabase == null || idleInBody == null) {
            return;
        }
        waitsForDatabase.lane.sighting().reported = true;
        // A block is hardly ever meant to be nested in another one of its name.
        String mend = waitsForDatabase.place().equals(idleInBody.place())
                ? "Most likely the first needs what the second has locked: have that end sooner, and wait for other"
                        + " things outside the block"
                : "If {0} was meant to be nested in {1}, its context was lost on the way: bring the stage before it"
                        + " back with bind(stage)";
        logger().log(
                        System.Logger.Level.WARNING,
                        "A statement of block {0} has waited for the database for 1 s while block {1} sits in its body with"
                                + " nothing in flight. " + mend,
                        numbered(waitsForDatabase),
                        numbered(idleInBody));
    }

    /** By the number that the list of open blocks and a flight recording know it by, too. */
    private static String numbered(LaneScope scope) {
        return BlockIds.numbered(scope.lane, scope.place());
    }

    private static String numbered(Lane lane) {
        return BlockIds.numbered(lane, LaneReport.place(lane));
    }

    private static System.Logger logger() {
        return System.getLogger(Watchdog.class.getName());
    }
}
