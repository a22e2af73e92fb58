package dev.aatomic.runtime.internal.admission;

import dev.aatomic.runtime.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one database.
 *
 * <p>They change hands in one of two ways. <b>At will</b>, while nobody waits: whoever finds a free one takes it, and gives it back, with no
 * more than the monitor of that connection, so that threads which use different ones share nothing that is written. <b>In turn</b>:
 * only who holds the monitor of the {@link Admission} moves one. Each asks which of them it is with the connection's monitor; so once
 * {@link #inTurn} has set the word and been in each of these monitors, nothing moves any more but by its caller, who sees all at one moment.
 */
final class ConnectionSlots {

    private final ConnectionSlot[] slots;

    /** What of a thread's number says where it looks first: less than twice the number of connections. */
    private final int mask;

    /** Written with the monitor of the {@link Admission}; read here and by each of the slots. */
    volatile boolean isInTurn;

    ConnectionSlots(int connections) {
        slots = new ConnectionSlot[connections];
        for (int i = 0; i < connections; i++) {
            slots[i] = new ConnectionSlot(this, i);
        }
        mask = (Integer.highestOneBit(Math.max(1, connections - 1)) << 1) - 1;
    }

    int size() {
        return slots.length;
    }

    /** Connections change hands in turn from now on. */
    void inTurn() {
        if (isInTurn) {
            return;
        }
        isInTurn = true;
        for (ConnectionSlot slot : slots) {
            slot.passThrough();
        }
    }

    /** Connections change hands at will again. */
    void atWill() {
        if (isInTurn) {
            isInTurn = false;
        }
    }

    /**
     * Gives the ticket a free connection, at will.
     *
     * @return false if connections change hands in turn, or if none was seen to be free, though one may have been given back meanwhile
     */
    boolean take(Ticket ticket) {
        // A thread mostly finds the one that it had before, and finds it in its processor's cache.
        int number = (int) Thread.currentThread().getId() & mask;
        if (number >= slots.length) {
            number -= slots.length;
        }
        for (int looked = 0; looked < slots.length && !isInTurn; looked++) {
            ConnectionSlot slot = slots[number];
            if (slot.isFree() && slot.take(ticket)) {
                return true;
            }
            number = number + 1 == slots.length ? 0 : number + 1;
        }
        return false;
    }

    /**
     * Takes the connection back that the ticket has, at will.
     *
     * @param outcome what became of the block that has begun with it and is not counted yet; null if there is none
     * @return false if connections change hands in turn, or if it has none
     */
    boolean giveBack(Ticket ticket, @Nullable Outcome outcome) {
        int number = ticket.connection();
        return number >= 0 && !isInTurn && slots[number].giveBack(ticket, outcome);
    }

    /** Gives the ticket a free connection. In turn; false if there is none. */
    boolean takeInTurn(Ticket ticket) {
        for (ConnectionSlot slot : slots) {
            if (slot.isFree()) {
                slot.takeInTurn(ticket);
                return true;
            }
        }
        return false;
    }

    /** Takes the connection back that the ticket has, and gives it to the next one, if there is any. In turn. */
    void handOver(Ticket ticket, @Nullable Outcome outcome, @Nullable Ticket next) {
        slots[ticket.connection()].handOver(ticket, outcome, next);
    }

    /** Who has one, in the order of the connections. In turn, all at one moment; else each at its own. */
    List<Ticket> holders() {
        List<Ticket> present = new ArrayList<>(slots.length);
        for (ConnectionSlot slot : slots) {
            Ticket holder = slot.holder();
            if (holder != null) {
                present.add(holder);
            }
        }
        return present;
    }

    int held() {
        int held = 0;
        for (ConnectionSlot slot : slots) {
            held += slot.isFree() ? 0 : 1;
        }
        return held;
    }

    /** Calls the action for each who has one, at its own moment and outside all monitors. */
    void forEachHolder(Consumer<Ticket> action) {
        for (ConnectionSlot slot : slots) {
            Ticket holder = slot.holder();
            if (holder != null) {
                action.accept(holder);
            }
        }
    }

    /** Adds how many blocks ended with each of them. */
    void addCountsTo(BlockCounts sum) {
        for (ConnectionSlot slot : slots) {
            slot.addCountsTo(sum);
        }
    }
}
