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
     */
    void add(Ticket ticket, Ticket.Waiting waiting) {
        Ticket.Waiting before = tail == null ? null : tail.waiting;
        // Who came here later may have read the clock before: whoever has waited longest is to be the first.
        boolean isInOrder = before == null || waiting.since() - before.since() >= 0;
        ticket.waiting = isInOrder ? waiting : new Ticket.Waiting(before.since(), waiting.owners());
        Collection<?> owners = waiting.owners();
        if (!owners.isEmpty()) {
            if (heldUp == null) {
                heldUp = new HashMap<>();
            }
            for (Object owner : owners) {
                heldUp.merge(owner, 1, Integer::sum);
            }
        }
        ticket.standsAt(Ticket.WAITING);
        ticket.previous = tail;
        if (tail == null) {
            head = ticket;
        } else {
            tail.next = ticket;
        }
        tail = ticket;
        size++;
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
        size--;
        Collection<?> owners = Objects.requireNonNull(ticket.waiting).owners();
        ticket.waiting = null;
        if (heldUp != null) {
            for (Object owner : owners) {
                heldUp.computeIfPresent(owner, (same, waiters) -> waiters == 1 ? null : waiters - 1);
            }
        }
    }

    /** Whether the first one has waited for as long as the limit. */
    boolean isOverdue(long now, long limitNanos) {
        return head != null && now - Objects.requireNonNull(head.waiting).since() >= limitNanos;
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
            if (Objects.requireNonNull(ticket.waiting).owners().contains(owner)) {
                found.add(ticket);
            }
        });
        return found;
    }

    /** Calls the action for each, who came first first. */
    void forEach(Consumer<Ticket> action) {
        for (Ticket ticket = head; ticket != null; ticket = ticket.next) {
            action.accept(ticket);
        }
    }
}
