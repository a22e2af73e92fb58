package dev.aatomic.runtime.internal.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose blocks run although they hold none of the connections, and who are looked after as the holders are. Guarded by the monitor of the
 * {@link Admission} that it belongs to.
 */
final class Outsiders {

    /** Who uses a connection that was not taken from here; null until there is one. */
    private @Nullable Set<Ticket> guests;

    /** Whose blocks have begun without a connection, and who wait for one or have not asked yet; null until there is one. */
    private @Nullable Set<Ticket> unconnected;

    void addGuest(Ticket ticket) {
        if (guests == null) {
            guests = new HashSet<>();
        }
        guests.add(ticket);
        ticket.standsAt(Ticket.GUEST);
    }

    void addUnconnected(Ticket ticket) {
        if (unconnected == null) {
            unconnected = new HashSet<>();
        }
        unconnected.add(ticket);
        ticket.standsAt(Ticket.UNCONNECTED);
    }

    boolean isUnconnected(Ticket ticket) {
        return unconnected != null && unconnected.contains(ticket);
    }

    /** Notes that it is over. Returns false if it was no guest. */
    boolean removeGuest(Ticket ticket) {
        return guests != null && guests.remove(ticket);
    }

    /** Notes that it has a connection now, or is over. Returns false if it had begun with one. */
    boolean removeUnconnected(Ticket ticket) {
        return unconnected != null && unconnected.remove(ticket);
    }

    boolean isEmpty() {
        return (guests == null || guests.isEmpty()) && (unconnected == null || unconnected.isEmpty());
    }

    List<Ticket> guests() {
        return guests == null ? List.of() : List.copyOf(guests);
    }

    /** Whether they wait for a connection or have not asked. */
    List<Ticket> unconnected() {
        return unconnected == null ? List.of() : List.copyOf(unconnected);
    }

    /** Those of the unconnected that do not wait for a connection. */
    List<Ticket> unasked() {
        if (unconnected == null) {
            return List.of();
        }
        return unconnected.stream()
                .filter(ticket -> ticket.connection() != Ticket.WAITING)
                .toList();
    }

    /** How many of them have begun their blocks, and not ended them. */
    int begun() {
        int begun = 0;
        for (Ticket guest : guests()) {
            begun += guest.isBegun() ? 1 : 0;
        }
        for (Ticket without : unconnected()) {
            begun += without.isBegun() ? 1 : 0;
        }
        return begun;
    }
}
