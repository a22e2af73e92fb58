package dev.aatomic.runtime.internal.admission;

import dev.aatomic.runtime.Outcome;

/** How many outermost blocks of one database have ended, and how. Guarded by the monitor of the {@link Admission} that it belongs to. */
public final class BlockCounts {

    /**
     * The counts at one moment.
     *
     * @param connections how many connections there are
     * @param active how many of them are taken now
     * @param waiting how many tickets wait for one
     * @param begun how many blocks have begun
     * @param committed how many of these committed
     * @param rolledBack how many of these were rolled back
     * @param unknown of how many of these the outcome is not known
     */
    public record Reading(
            int connections, int active, int waiting, long begun, long committed, long rolledBack, long unknown) {}

    private long committed;
    private long rolledBack;
    private long unknown;

    BlockCounts() {}

    void ended(Ticket ticket, Outcome outcome) {
        ticket.ends();
        switch (outcome) {
            case COMMITTED -> committed++;
            case ROLLED_BACK -> rolledBack++;
            case UNKNOWN -> unknown++;
        }
    }

    /** Those that have begun are those that have ended and those that are still there, so that each is counted exactly once. */
    Reading read(int connections, int active, int waiting, int begunNow) {
        long begun = committed + rolledBack + unknown + begunNow;
        return new Reading(connections, active, waiting, begun, committed, rolledBack, unknown);
    }
}
