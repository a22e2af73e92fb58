package dev.aatomic.runtime.internal.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Grants the connections of one database: as many tickets at a time as there are, in the order of arrival.
 *
 * <p>Nobody waits on a thread here: a ticket that gets no connection at once is {@link Ticket#granted() told} when it has one.
 *
 * <p>While nobody waits, {@link ConnectionSlots connections} change hands at will, without this monitor, which would be one for all threads.
 * From when somebody waits until nobody has for a while, in a pause, and while somebody looks at all of them at once, they change hands
 * in turn, with it. {@code granted} is called without it.
 */
public final class Admission {

    /** Looks after those who hold a connection. */
    @FunctionalInterface
    public interface Guard {

        /** There is something to look after. */
        void connectionTaken();
    }

    /** What became of a request. */
    public enum Answer {
        /** There is a connection. */
        GRANTED,
        /** It is in the queue. */
        WAITS,
        /** The queue is as long as it may be. */
        REFUSED
    }

    /**
     * How many sections in a row must find nobody in the queue before connections change hands at will again. To change the way costs as
     * much as some sections: where there are as many that ask as connections, it would change all the time.
     */
    private static final int CALM = 64;

    private final ConnectionSlots slots;
    private final int maxWaiting;
    private final int calm;

    @GuardedBy("this")
    private final TicketQueue queue = new TicketQueue();

    @GuardedBy("this")
    private final Outsiders outsiders = new Outsiders();

    /** The blocks that ended without giving a connection back. */
    @GuardedBy("this")
    private final BlockCounts counts = new BlockCounts();

    /** While it is above 0, a connection that is given back goes to nobody. */
    @GuardedBy("this")
    private int pauses;

    /** How many sections have found nobody in the queue since somebody came there, as far as that matters. */
    @GuardedBy("this")
    private int quiet;

    /** How many threads wait until all is idle. */
    @GuardedBy("this")
    private int idleWaiters;

    private @Nullable Guard guard;

    public Admission(int connections) {
        this(connections, Integer.MAX_VALUE);
    }

    public Admission(int connections, int maxWaiting) {
        this(connections, maxWaiting, CALM);
    }

    /** For tests, which have no time to wait until it is calm. */
    Admission(int connections, int maxWaiting, int calm) {
        this.maxWaiting = maxWaiting;
        this.calm = calm;
        quiet = calm;
        slots = new ConnectionSlots(connections);
    }

    /** Sets whom to tell. Called before anybody asks for a connection. */
    public void watchedBy(Guard guard) {
        this.guard = guard;
    }

    public int connections() {
        return slots.size();
    }

    public int maxWaiting() {
        return maxWaiting;
    }

    // ---- asking for a connection

    /** Asks for a connection. */
    public Answer acquire(Ticket ticket) {
        return acquire(ticket, List.of(), maxWaiting);
    }

    /**
     * Asks for a connection for something that belongs to others. It is never refused: they hold connections until it is over.
     *
     * @param owners the blocks that cannot end, and the lanes that cannot give a connection back, before the ticket is over
     * @return true if it may be taken now; false if the ticket waits
     */
    public boolean acquire(Ticket ticket, Collection<?> owners) {
        return acquire(ticket, owners, Integer.MAX_VALUE) == Answer.GRANTED;
    }

    private Answer acquire(Ticket ticket, Collection<?> owners, int mostWaiting) {
        Answer answer = takeAtWill(ticket) ? Answer.GRANTED : enqueue(ticket, System.nanoTime(), owners, mostWaiting);
        if (answer == Answer.GRANTED) {
            tellGuard();
        }
        return answer;
    }

    /**
     * Asks for a connection, but does not wait for one.
     *
     * @return whether it may be taken now
     */
    public boolean acquireNow(Ticket ticket) {
        boolean taken = takeAtWill(ticket) || takeInTurn(ticket);
        if (taken) {
            tellGuard();
        }
        return taken;
    }

    /** Notes a ticket that has a connection already, so that it is looked after as the others are. */
    public void admitGuest(Ticket ticket) {
        synchronized (this) {
            outsiders.addGuest(ticket);
        }
        tellGuard();
    }

    /** Notes a ticket whose block begins without a connection, and asks for one when it needs it. */
    public void admitUnconnected(Ticket ticket) {
        synchronized (this) {
            outsiders.addUnconnected(ticket);
        }
        tellGuard();
    }

    private void tellGuard() {
        if (guard != null) {
            guard.connectionTaken();
        }
    }

    /** One that has begun without a connection is no outsider any more once it has one, for which it needs the monitor. */
    private boolean takeAtWill(Ticket ticket) {
        return ticket.connection() == Ticket.NONE && slots.take(ticket);
    }

    private synchronized boolean takeInTurn(Ticket ticket) {
        boolean taken = takesNow(ticket);
        atWillUnlessAwaited();
        return taken;
    }

    private synchronized Answer enqueue(Ticket ticket, long since, Collection<?> owners, int mostWaiting) {
        Answer answer;
        if (takesNow(ticket)) {
            answer = Answer.GRANTED;
        } else if (queue.size() >= mostWaiting) {
            answer = Answer.REFUSED;
        } else {
            queue.add(ticket, since, owners);
            quiet = 0;
            answer = Answer.WAITS;
        }
        atWillUnlessAwaited();
        return answer;
    }

    /** Unless it has one now, nothing is given back without the monitor from here to {@link #atWillUnlessAwaited()}. */
    @GuardedBy("this")
    private boolean takesNow(Ticket ticket) {
        if (pauses > 0 || queue.size() > 0) {
            return false;
        }
        boolean taken = ticket.connection() == Ticket.UNCONNECTED && slots.take(ticket);
        if (!taken) {
            slots.inTurn();
            taken = slots.takeInTurn(ticket);
        }
        if (taken) {
            outsiders.removeUnconnected(ticket);
        }
        return taken;
    }

    /** Ends what looks at all connections at one moment: they change hands at will again, unless somebody waits or has just waited. */
    @GuardedBy("this")
    private void atWillUnlessAwaited() {
        if (queue.size() > 0 || pauses > 0 || idleWaiters > 0) {
            return;
        }
        if (quiet < calm) {
            quiet++;
        } else {
            slots.atWill();
        }
    }

    // ---- giving it back

    /** Gives the connection back; the ticket that has waited longest may take it. */
    public void release(Ticket ticket) {
        release(ticket, null);
    }

    /**
     * {@link #release(Ticket)} and {@link #countEnd} in one, so that a block costs one section.
     *
     * @param outcome what became of the outermost block that has begun with it; null where that is counted already, or none has
     */
    public void release(Ticket ticket, @Nullable Outcome outcome) {
        if (slots.giveBack(ticket, outcome)) {
            return;
        }
        Ticket next = releaseInTurn(ticket, outcome);
        if (next != null) {
            next.granted();
        }
    }

    /**
     * Two threads may give one connection back, of a block that was given up. In this monitor nobody changes the way in which connections
     * change hands, so it is asked for here again.
     *
     * @return who has the connection now, and is to be told; null for nobody
     */
    private synchronized @Nullable Ticket releaseInTurn(Ticket ticket, @Nullable Outcome outcome) {
        if (slots.giveBack(ticket, outcome)) {
            return null;
        }
        if (ticket.connection() < 0) {
            if (outcome != null) {
                counts.ended(ticket, outcome);
            }
            leave(ticket);
            return null;
        }
        Ticket next = pauses == 0 ? queue.poll() : null;
        slots.handOver(ticket, outcome, next);
        if (next != null) {
            outsiders.removeUnconnected(next);
        }
        changed();
        return next;
    }

    /** Ends one that holds no connection. */
    @GuardedBy("this")
    private void leave(Ticket ticket) {
        if (outsiders.removeGuest(ticket)) {
            ticket.standsAt(Ticket.NONE);
        } else if (outsiders.removeUnconnected(ticket)) {
            if (ticket.connection() == Ticket.WAITING) {
                queue.remove(ticket);
            }
            ticket.standsAt(Ticket.NONE);
        }
        changed();
    }

    /** Counts an outermost block that has begun and ended, though its connection is not given back yet. */
    public synchronized void countEnd(Ticket ticket, Outcome outcome) {
        counts.ended(ticket, outcome);
    }

    /** Somebody has left: tells those who wait until nobody is there, if that was the last one. */
    @GuardedBy("this")
    private void changed() {
        // Telling them costs more than giving a connection back, and mostly there are none.
        if (idleWaiters > 0 && isIdle()) {
            notifyAll();
        }
        atWillUnlessAwaited();
    }

    /** In turn only. */
    @GuardedBy("this")
    private boolean isIdle() {
        return slots.held() == 0 && queue.size() == 0 && outsiders.isEmpty();
    }

    /**
     * Waits until nobody holds or waits for a connection.
     *
     * @return false if the deadline, in terms of {@code System.nanoTime}, came first
     */
    public synchronized boolean awaitIdle(long deadline) {
        boolean interrupted = false;
        boolean idle;
        idleWaiters++;
        try {
            slots.inTurn();
            while (!isIdle()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            idle = isIdle();
            idleWaiters--;
            atWillUnlessAwaited();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return idle;
    }

    // ---- the queue

    /** Gives nobody a connection until {@link #resume}: whoever asks for one waits. */
    public synchronized void pause() {
        pauses++;
        slots.inTurn();
    }

    /** Ends a pause: whoever waits may take what is free. */
    public void resume() {
        List<Ticket> next = new ArrayList<>();
        synchronized (this) {
            pauses--;
            Ticket first = queue.first();
            while (pauses == 0 && first != null && slots.takeInTurn(first)) {
                queue.remove(first);
                next.add(first);
                first = queue.first();
            }
            next.forEach(outsiders::removeUnconnected);
            atWillUnlessAwaited();
        }
        next.forEach(Ticket::granted);
    }

    /**
     * Leaves the queue.
     *
     * @return false if the ticket does not wait there any more
     */
    public synchronized boolean cancel(Ticket ticket) {
        if (ticket.connection() != Ticket.WAITING) {
            return false;
        }
        takeOut(ticket);
        changed();
        return true;
    }

    @GuardedBy("this")
    private void takeOut(Ticket ticket) {
        queue.remove(ticket);
        ticket.standsAt(outsiders.isUnconnected(ticket) ? Ticket.UNCONNECTED : Ticket.NONE);
    }

    /** Whether anybody has been in the queue for as long as the limit. */
    public synchronized boolean hasOverdue(long now, long limitNanos) {
        return queue.isOverdue(now, limitNanos);
    }

    /** Takes out of the queue whoever has been there for as long as the limit: they are its first ones. */
    public synchronized List<Ticket> takeOverdue(long now, long limitNanos) {
        List<Ticket> overdue = new ArrayList<>();
        Ticket first = queue.first();
        while (first != null && queue.isOverdue(now, limitNanos)) {
            takeOut(first);
            overdue.add(first);
            first = queue.first();
        }
        changed();
        return overdue;
    }

    public synchronized boolean isWaiting(Ticket ticket) {
        return ticket.connection() == Ticket.WAITING;
    }

    public synchronized int waiting() {
        return queue.size();
    }

    /** Whether it cannot end, or cannot give a connection back, before something that waits here is over. */
    public synchronized boolean isHeldUp(Object owner) {
        return queue.isHeldUp(owner);
    }

    /** What waits here that an owner cannot end before, who came first first. */
    public synchronized List<Ticket> waitingFor(Object owner) {
        return queue.waitingFor(owner);
    }

    // ---- who is there

    public boolean isHolding(Ticket ticket) {
        return ticket.connection() >= 0;
    }

    /** Whether its block may begin: it has a connection, or needs none yet. */
    public synchronized boolean isAdmitted(Ticket ticket) {
        return ticket.connection() >= 0 || outsiders.isUnconnected(ticket);
    }

    /** How many connections are taken now. */
    public synchronized int held() {
        slots.inTurn();
        int held = slots.held();
        atWillUnlessAwaited();
        return held;
    }

    /** Who has the connections now. */
    public synchronized List<Ticket> holders() {
        slots.inTurn();
        List<Ticket> holders = slots.holders();
        atWillUnlessAwaited();
        return holders;
    }

    /** Who has begun without a connection and has none yet, whether it waits for one or has not asked. */
    public synchronized List<Ticket> unconnected() {
        return outsiders.unconnected();
    }

    /** What has become of the outermost blocks, and what they do now: all at one moment. */
    public synchronized BlockCounts.Reading readCounts() {
        slots.inTurn();
        BlockCounts sum = new BlockCounts();
        sum.add(counts);
        slots.addCountsTo(sum);
        List<Ticket> holders = slots.holders();
        int begun = outsiders.begun();
        for (Ticket holder : holders) {
            begun += holder.isBegun() ? 1 : 0;
        }
        atWillUnlessAwaited();
        return sum.read(slots.size(), holders.size(), queue.size(), begun);
    }

    /** Who holds the connections, and whom those that wait hold up, at this moment. */
    public synchronized WaitForGraph.Pool<Object> look(String database) {
        slots.inTurn();
        List<Object> holders = List.copyOf(slots.holders());
        atWillUnlessAwaited();
        return new WaitForGraph.Pool<>(database, holders.size() < slots.size(), holders, queue.heldUp());
    }

    /** Who holds, and who waits, at this moment. */
    public synchronized AdmissionLook lookAtAll() {
        slots.inTurn();
        List<AdmissionLook.Holder> holders = new ArrayList<>(slots.size());
        slots.holders().forEach(ticket -> holders.add(new AdmissionLook.Holder(ticket, ticket.connection())));
        atWillUnlessAwaited();
        List<AdmissionLook.Waiting> waiting = new ArrayList<>(queue.size());
        queue.forEach(ticket -> waiting.add(new AdmissionLook.Waiting(
                ticket, Objects.requireNonNull(ticket.entry).since())));
        return new AdmissionLook(slots.size(), holders, outsiders.guests(), outsiders.unasked(), waiting);
    }

    /** Calls the action for each ticket that waits or holds now, in this order and outside the lock. */
    public void forEachTicket(Consumer<Ticket> action) {
        List<Ticket> tickets = new ArrayList<>();
        synchronized (this) {
            slots.inTurn();
            queue.forEach(tickets::add);
            tickets.addAll(slots.holders());
            atWillUnlessAwaited();
            tickets.addAll(outsiders.guests());
            tickets.addAll(outsiders.unasked());
        }
        tickets.forEach(action);
    }

    /** Calls the action for each ticket that has a connection now, guests included, outside the lock. */
    public void forEachHolder(Consumer<Ticket> action) {
        slots.forEachHolder(action);
        List<Ticket> guests;
        synchronized (this) {
            guests = outsiders.guests();
        }
        guests.forEach(action);
    }
}
