package dev.aatomic.runtime.internal.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a connection, in the order of arrival, and whom that holds up. A doubly linked list, so that leaving it is a matter of
 * constant time. Guarded by the monitor of the {@link Admission} that it belongs to.
 */
final class TicketQueue {

    /** A ticket's place, made as it begins to wait. */
    static final class Entry {

        private final long since;
        private final Collection<?> owners;
        private @Nullable Ticket previous;
        private @Nullable Ticket next;

        private Entry(long since, Collection<?> owners) {
            this.since = since;
            this.owners = owners;
        }

        /** When the ticket came, in terms of {@code System.nanoTime}. */
        long since() {
            return since;
        }
    }

    private @Nullable Ticket head;
    private @Nullable Ticket tail;
    private int size;

    /** The owners of the waiting tickets, each with the number of its tickets; null until a waiting ticket has an owner. */
    private @Nullable Map<Object, Integer> heldUp;

    int size() {
        return size;
    }

    @Nullable
    Ticket first() {
        return head;
    }

    /**
     * Lets the ticket wait as the last one.
     *
     * @param since when it came, in terms of {@code System.nanoTime}
     * @param owners what cannot end before it has
     */
    void add(Ticket ticket, long since, Collection<?> owners) {
        Entry before = tail == null ? null : entry(tail);
        // Who came here later may have read the clock before: whoever has waited longest is to be the first.
        boolean isInOrder = before == null || since - before.since >= 0;
        Entry added = new Entry(isInOrder ? since : before.since, owners);
        ticket.entry = added;
        if (!owners.isEmpty()) {
            if (heldUp == null) {
                heldUp = new HashMap<>();
            }
            for (Object owner : owners) {
                heldUp.merge(owner, 1, Integer::sum);
            }
        }
        ticket.standsAt(Ticket.WAITING);
        added.previous = tail;
        if (before == null) {
            head = ticket;
        } else {
            before.next = ticket;
        }
        tail = ticket;
        size++;
    }

    private static Entry entry(Ticket waiting) {
        return Objects.requireNonNull(waiting.entry);
    }

    /** Takes out the one that has waited longest; null if nobody waits. */
    @Nullable
    Ticket poll() {
        Ticket first = head;
        if (first != null) {
            remove(first);
        }
        return first;
    }

    void remove(Ticket ticket) {
        Entry removed = entry(ticket);
        if (removed.previous == null) {
            head = removed.next;
        } else {
            entry(removed.previous).next = removed.next;
        }
        if (removed.next == null) {
            tail = removed.previous;
        } else {
            entry(removed.next).previous = removed.previous;
        }
        ticket.entry = null;
        size--;
        if (heldUp != null) {
            for (Object owner : removed.owners) {
                heldUp.computeIfPresent(owner, (same, waiters) -> waiters == 1 ? null : waiters - 1);
            }
        }
    }

    /** Whether the first one has waited for as long as the limit. */
    boolean isOverdue(long now, long limitNanos) {
        return head != null && now - entry(head).since >= limitNanos;
    }

    boolean isHeldUp(Object owner) {
        return heldUp != null && heldUp.containsKey(owner);
    }

    /** What cannot end before one of them has. */
    Set<Object> heldUp() {
        return heldUp == null ? Set.of() : new HashSet<>(heldUp.keySet());
    }

    /** Those that an owner cannot end before, who came first first. */
    List<Ticket> waitingFor(Object owner) {
        List<Ticket> found = new ArrayList<>();
        forEach(ticket -> {
            if (entry(ticket).owners.contains(owner)) {
                found.add(ticket);
            }
        });
        return found;
    }

    /** Calls the action for each, who came first first. */
    void forEach(Consumer<Ticket> action) {
        for (Ticket ticket = head; ticket != null; ticket = entry(ticket).next) {
            action.accept(ticket);
        }
    }
}
