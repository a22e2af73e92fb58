package dev.aatomic.runtime.internal.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.common.ReleasedField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a database: who has it, and what became of the blocks that ended with it. Guarded by its own monitor, which threads
 * that use other connections do not touch.
 */
@SuppressWarnings({"unused", "FieldCanBeStatic"})
final class ConnectionSlot {

    private final ConnectionSlots all;
    private final int number;

    @GuardedBy("this")
    private final BlockCounts counts = new BlockCounts();

    /** Written with the monitor. Without it, it says where it is worth looking. */
    private volatile @Nullable Ticket holder;

    private static final VarHandle HOLDER = ReleasedField.of(MethodHandles.lookup(), "holder", Ticket.class);

    // What is next in memory has its own cache line, and is not in the one that processors fetch along with this.
    private final long spacing0 = 0;
    private final long spacing1 = 0;
    private final long spacing2 = 0;
    private final long spacing3 = 0;
    private final long spacing4 = 0;
    private final long spacing5 = 0;
    private final long spacing6 = 0;
    private final long spacing7 = 0;
    private final long spacing8 = 0;
    private final long spacing9 = 0;
    private final long spacing10 = 0;
    private final long spacing11 = 0;
    private final long spacing12 = 0;
    private final long spacing13 = 0;

    ConnectionSlot(ConnectionSlots all, int number) {
        this.all = all;
        this.number = number;
    }

    /** In turn, whether it is free; at will, whether it is worth asking for. */
    boolean isFree() {
        return holder == null;
    }

    /** Gives the connection to the ticket, unless another has it or all change hands in turn. */
    synchronized boolean take(Ticket ticket) {
        if (all.isInTurn || holder != null) {
            return false;
        }
        hold(ticket);
        return true;
    }

    /** Takes the connection from the ticket, unless that has it no more or all change hands in turn. */
    synchronized boolean giveBack(Ticket ticket, @Nullable Outcome outcome) {
        if (all.isInTurn || holder != ticket) {
            return false;
        }
        free(ticket, outcome);
        return true;
    }

    /** Gives the connection, which is free, to the ticket. By whoever's turn it is. */
    synchronized void takeInTurn(Ticket ticket) {
        hold(ticket);
    }

    /** Takes the connection from the ticket, which has it, and gives it to the next one, if there is any. By whoever's turn it is. */
    synchronized void handOver(Ticket ticket, @Nullable Outcome outcome, @Nullable Ticket next) {
        free(ticket, outcome);
        if (next != null) {
            hold(next);
        }
    }

    /** Returns when nobody is here any more who came before this call. */
    synchronized void passThrough() {
        // The monitor is all.
    }

    synchronized @Nullable Ticket holder() {
        return holder;
    }

    synchronized void addCountsTo(BlockCounts sum) {
        sum.add(counts);
    }

    @GuardedBy("this")
    private void hold(Ticket ticket) {
        ticket.standsAt(number);
        HOLDER.setRelease(this, ticket);
    }

    @GuardedBy("this")
    private void free(Ticket ticket, @Nullable Outcome outcome) {
        if (outcome != null) {
            counts.ended(ticket, outcome);
        }
        ticket.standsAt(Ticket.NONE);
        HOLDER.setRelease(this, null);
    }
}
