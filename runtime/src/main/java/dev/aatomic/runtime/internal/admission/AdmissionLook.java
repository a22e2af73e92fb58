package dev.aatomic.runtime.internal.admission;

import java.util.List;

/**
 * Who has the connections of a database and who waits for one, at one moment. Immutable.
 *
 * @param connections how many connections there are
 * @param holders who has one, in the order of the connections
 * @param guests who uses a connection that was not taken from here
 * @param unasked whose block has begun without a connection, and has not asked for one
 * @param waiting who waits, in the order in which they come next
 */
public record AdmissionLook(
        int connections, List<Holder> holders, List<Ticket> guests, List<Ticket> unasked, List<Waiting> waiting) {

    /**
     * Who has a connection.
     *
     * @param slot which one
     */
    public record Holder(Ticket ticket, int slot) {}

    /**
     * Who waits for a connection.
     *
     * @param since when it came, in terms of {@code System.nanoTime}
     */
    public record Waiting(Ticket ticket, long since) {}

    /** Copies the lists. */
    public AdmissionLook {
        holders = List.copyOf(holders);
        guests = List.copyOf(guests);
        unasked = List.copyOf(unasked);
        waiting = List.copyOf(waiting);
    }
}
