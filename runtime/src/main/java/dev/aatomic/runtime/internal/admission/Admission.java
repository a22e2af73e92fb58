package dev.aatomic.runtime.internal.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue for the connections of one database: grants as many tickets at a time as it has connections, in the order of arrival.
 *
 * <p>Nobody waits on a thread here: a ticket that gets no connection at once is {@link Ticket#granted() told} when it has one. A doubly
 * linked list makes leaving the queue a matter of constant time.
 *
 * <p>All state is guarded by the monitor; {@code granted} is called without it.
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

    private final Ticket[] holders;
    private final int[] freeSlots;
    private final int maxWaiting;

    @GuardedBy("this")
    private int free;

    @GuardedBy("this")
    private int waiting;

    /** While it is above 0, a connection that is given back goes to nobody. */
    @GuardedBy("this")
    private int pauses;

    /** How many threads wait until all is idle: telling them costs more than giving a connection back, and mostly there are none. */
    @GuardedBy("this")
    private int idleWaiters;

    @GuardedBy("this")
    private @Nullable Ticket head;

    @GuardedBy("this")
    private @Nullable Ticket tail;

    /** The owners of the waiting tickets, each with the number of its tickets; null until a waiting ticket has an owner. */
    @GuardedBy("this")
    private @Nullable Map<Object, Integer> heldUp;

    /** Who uses a connection that was not taken from here; null until there is one. */
    @GuardedBy("this")
    private @Nullable Set<Ticket> guests;

    /** Whose blocks have begun without a connection, and who wait for one or have not asked yet; null until there is one. */
    @GuardedBy("this")
    private @Nullable Set<Ticket> unconnected;

    @GuardedBy("this")
    private final BlockCounts counts = new BlockCounts();

    private @Nullable Guard guard;

    public Admission(int connections) {
        this(connections, Integer.MAX_VALUE);
    }

    public Admission(int connections, int maxWaiting) {
        this.maxWaiting = maxWaiting;
        holders = new Ticket[connections];
        freeSlots = new int[connections];
        for (int i = 0; i < connections; i++) {
            freeSlots[i] = connections - 1 - i;
        }
        free = connections;
    }

    public int connections() {
        return holders.length;
    }

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
        Answer answer = enqueue(ticket, owners, mostWaiting);
        if (answer == Answer.GRANTED && guard != null) {
            guard.connectionTaken();
        }
        return answer;
    }

    /**
     * Asks for a connection, but does not wait for one.
     *
     * @return whether it may be taken now
     */
    public boolean acquireNow(Ticket ticket) {
        synchronized (this) {
            if (!isGrantedNow()) {
                return false;
            }
            grant(ticket);
        }
        if (guard != null) {
            guard.connectionTaken();
        }
        return true;
    }

    /** Notes a ticket that has a connection already, so that it is looked after as the others are. */
    public void admitGuest(Ticket ticket) {
        addGuest(ticket);
        if (guard != null) {
            guard.connectionTaken();
        }
    }

    /** Notes a ticket whose block begins without a connection, and asks for one when it needs it. */
    public void admitUnconnected(Ticket ticket) {
        addUnconnected(ticket);
        if (guard != null) {
            guard.connectionTaken();
        }
    }

    private synchronized void addUnconnected(Ticket ticket) {
        if (unconnected == null) {
            unconnected = new HashSet<>();
        }
        unconnected.add(ticket);
    }

    private synchronized void addGuest(Ticket ticket) {
        if (guests == null) {
            guests = new HashSet<>();
        }
        guests.add(ticket);
        ticket.slot = Ticket.GUEST;
    }

    @GuardedBy("this")
    private boolean isGrantedNow() {
        return free > 0 && head == null && pauses == 0;
    }

    @GuardedBy("this")
    private boolean isIdle() {
        return held() == 0
                && waiting == 0
                && (guests == null || guests.isEmpty())
                && (unconnected == null || unconnected.isEmpty());
    }

    @GuardedBy("this")
    private void tellIfIdle() {
        if (idleWaiters > 0 && isIdle()) {
            notifyAll();
        }
    }

    private synchronized Answer enqueue(Ticket ticket, Collection<?> owners, int mostWaiting) {
        if (isGrantedNow()) {
            grant(ticket);
            return Answer.GRANTED;
        }
        if (waiting >= mostWaiting) {
            return Answer.REFUSED;
        }
        ticket.waiting = new Ticket.Waiting(System.nanoTime(), owners);
        if (!owners.isEmpty()) {
            if (heldUp == null) {
                heldUp = new HashMap<>();
            }
            for (Object owner : owners) {
                heldUp.merge(owner, 1, Integer::sum);
            }
        }
        ticket.slot = Ticket.WAITING;
        ticket.previous = tail;
        if (tail == null) {
            head = ticket;
        } else {
            tail.next = ticket;
        }
        tail = ticket;
        waiting++;
        return Answer.WAITS;
    }

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
        Ticket next;
        synchronized (this) {
            if (outcome != null) {
                counts.ended(ticket, outcome);
            }
            next = free(ticket);
        }
        if (next != null) {
            next.granted();
        }
    }

    /** Counts an outermost block that has begun and ended, though its connection is not given back yet. */
    public synchronized void countEnd(Ticket ticket, Outcome outcome) {
        counts.ended(ticket, outcome);
    }

    /** What has become of the outermost blocks, and what they do now: all at one moment. */
    public synchronized BlockCounts.Reading readCounts() {
        int begunNow = 0;
        for (Ticket holder : holders) {
            begunNow += holder != null && holder.isBegun() ? 1 : 0;
        }
        for (Ticket guest : guests == null ? Set.<Ticket>of() : guests) {
            begunNow += guest.isBegun() ? 1 : 0;
        }
        for (Ticket without : unconnected == null ? Set.<Ticket>of() : unconnected) {
            begunNow += without.isBegun() ? 1 : 0;
        }
        return counts.read(holders.length, held(), waiting, begunNow);
    }

    /** Returns who has the connection now, and is to be told; null for nobody. */
    @GuardedBy("this")
    private @Nullable Ticket free(Ticket ticket) {
        if (ticket.slot < 0) {
            if (ticket.slot == Ticket.GUEST && guests != null) {
                guests.remove(ticket);
                ticket.slot = Ticket.NONE;
                tellIfIdle();
            } else if (unconnected != null && unconnected.remove(ticket)) {
                if (ticket.slot == Ticket.WAITING) {
                    unlink(ticket);
                    ticket.slot = Ticket.NONE;
                }
                tellIfIdle();
            }
            return null;
        }
        holders[ticket.slot] = null;
        freeSlots[free++] = ticket.slot;
        ticket.slot = Ticket.NONE;
        Ticket next = pauses == 0 ? head : null;
        if (next != null) {
            unlink(next);
            grant(next);
        } else {
            tellIfIdle();
        }
        return next;
    }

    /** Gives nobody a connection until {@link #resume}: whoever asks for one waits. */
    public synchronized void pause() {
        pauses++;
    }

    /** Ends a pause: whoever waits may take what is free. */
    public void resume() {
        List<Ticket> next = new ArrayList<>();
        synchronized (this) {
            pauses--;
            while (pauses == 0 && free > 0 && head != null) {
                Ticket ticket = head;
                unlink(ticket);
                grant(ticket);
                next.add(ticket);
            }
        }
        next.forEach(Ticket::granted);
    }

    /**
     * Leaves the queue.
     *
     * @return false if the ticket does not wait there any more
     */
    public synchronized boolean cancel(Ticket ticket) {
        if (ticket.slot != Ticket.WAITING) {
            return false;
        }
        unlink(ticket);
        ticket.slot = Ticket.NONE;
        tellIfIdle();
        return true;
    }

    /** Whether anybody has been in the queue for as long as the limit. */
    public synchronized boolean hasOverdue(long now, long limitNanos) {
        return head != null && isOverdue(head, now, limitNanos);
    }

    /** Takes out of the queue whoever has been there for as long as the limit: they are its first ones. */
    public synchronized List<Ticket> takeOverdue(long now, long limitNanos) {
        List<Ticket> overdue = new ArrayList<>();
        while (head != null && isOverdue(head, now, limitNanos)) {
            Ticket ticket = head;
            unlink(ticket);
            ticket.slot = Ticket.NONE;
            overdue.add(ticket);
        }
        tellIfIdle();
        return overdue;
    }

    private static boolean isOverdue(Ticket ticket, long now, long limitNanos) {
        return now - Objects.requireNonNull(ticket.waiting).since() >= limitNanos;
    }

    public synchronized boolean isHolding(Ticket ticket) {
        return ticket.slot >= 0;
    }

    /** Whether its block may begin: it has a connection, or needs none yet. */
    public synchronized boolean isAdmitted(Ticket ticket) {
        return ticket.slot >= 0 || (unconnected != null && unconnected.contains(ticket));
    }

    public synchronized boolean isWaiting(Ticket ticket) {
        return ticket.slot == Ticket.WAITING;
    }

    /** Who has the connections now. */
    public synchronized List<Ticket> holders() {
        List<Ticket> present = new ArrayList<>(holders.length);
        for (Ticket holder : holders) {
            if (holder != null) {
                present.add(holder);
            }
        }
        return present;
    }

    public int maxWaiting() {
        return maxWaiting;
    }

    public synchronized int waiting() {
        return waiting;
    }

    public synchronized int held() {
        return holders.length - free;
    }

    /** Whether it cannot end, or cannot give a connection back, before something that waits here is over. */
    public synchronized boolean isHeldUp(Object owner) {
        return heldUp != null && heldUp.containsKey(owner);
    }

    /** What waits here that an owner cannot end before, who came first first. */
    public synchronized List<Ticket> waitingFor(Object owner) {
        List<Ticket> found = new ArrayList<>();
        for (Ticket ticket = head; ticket != null; ticket = ticket.next) {
            if (Objects.requireNonNull(ticket.waiting).owners().contains(owner)) {
                found.add(ticket);
            }
        }
        return found;
    }

    /** Who holds the connections, and whom those that wait hold up, at this moment. */
    public synchronized WaitForGraph.Pool<Object> look(String database) {
        Set<Object> owners = heldUp == null ? Set.of() : new HashSet<>(heldUp.keySet());
        return new WaitForGraph.Pool<>(database, free > 0, List.copyOf(holders()), owners);
    }

    /** Who holds, and who waits, at this moment. */
    public synchronized AdmissionLook lookAtAll() {
        List<AdmissionLook.Holder> present = new ArrayList<>(holders.length);
        for (int i = 0; i < holders.length; i++) {
            if (holders[i] != null) {
                present.add(new AdmissionLook.Holder(holders[i], i));
            }
        }
        List<AdmissionLook.Waiting> queue = new ArrayList<>(waiting);
        for (Ticket ticket = head; ticket != null; ticket = ticket.next) {
            queue.add(new AdmissionLook.Waiting(
                    ticket, Objects.requireNonNull(ticket.waiting).since()));
        }
        List<Ticket> unasked = new ArrayList<>();
        addUnasked(unasked);
        return new AdmissionLook(
                holders.length, present, guests == null ? List.of() : List.copyOf(guests), unasked, queue);
    }

    /** Sets whom to tell. Called before anybody asks for a connection. */
    public void watchedBy(Guard guard) {
        this.guard = guard;
    }

    /**
     * Waits until nobody holds or waits for a connection.
     *
     * @return false if the deadline, in terms of {@code System.nanoTime}, came first
     */
    public synchronized boolean awaitIdle(long deadline) {
        boolean interrupted = false;
        while (!isIdle()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            idleWaiters++;
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            } finally {
                idleWaiters--;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return isIdle();
    }

    /** Calls the action for each ticket that waits or holds now, in this order and outside the lock. */
    public void forEachTicket(Consumer<Ticket> action) {
        List<Ticket> tickets = new ArrayList<>();
        synchronized (this) {
            for (Ticket ticket = head; ticket != null; ticket = ticket.next) {
                tickets.add(ticket);
            }
            tickets.addAll(holders());
            if (guests != null) {
                tickets.addAll(guests);
            }
            addUnasked(tickets);
        }
        tickets.forEach(action);
    }

    /** Adds those that have begun without a connection and do not wait for one. */
    @GuardedBy("this")
    private void addUnasked(List<Ticket> tickets) {
        if (unconnected != null) {
            for (Ticket ticket : unconnected) {
                if (ticket.slot != Ticket.WAITING) {
                    tickets.add(ticket);
                }
            }
        }
    }

    /** Who has begun without a connection and has none yet, whether it waits for one or has not asked. */
    public synchronized List<Ticket> unconnected() {
        return unconnected == null ? List.of() : List.copyOf(unconnected);
    }

    /** Calls the action for each ticket that has a connection now, guests included, outside the lock. */
    public void forEachHolder(Consumer<Ticket> action) {
        for (int i = 0; i < holders.length; i++) {
            Ticket holder;
            synchronized (this) {
                holder = holders[i];
            }
            if (holder != null) {
                action.accept(holder);
            }
        }
        List<Ticket> present;
        synchronized (this) {
            present = guests == null ? List.of() : List.copyOf(guests);
        }
        present.forEach(action);
    }

    @GuardedBy("this")
    private void grant(Ticket ticket) {
        ticket.slot = freeSlots[--free];
        holders[ticket.slot] = ticket;
        if (unconnected != null) {
            unconnected.remove(ticket);
        }
    }

    @GuardedBy("this")
    private void unlink(Ticket ticket) {
        if (ticket.previous == null) {
            head = ticket.next;
        } else {
            ticket.previous.next = ticket.next;
        }
        if (ticket.next == null) {
            tail = ticket.previous;
        } else {
            ticket.next.previous = ticket.previous;
        }
        ticket.previous = null;
        ticket.next = null;
        waiting--;
        Collection<?> owners = Objects.requireNonNull(ticket.waiting).owners();
        ticket.waiting = null;
        if (heldUp != null) {
            for (Object owner : owners) {
                heldUp.computeIfPresent(owner, (same, waiters) -> waiters == 1 ? null : waiters - 1);
            }
        }
    }
}
