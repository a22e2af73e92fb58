package dev.aatomic.runtime.internal.admission;

import dev.aatomic.runtime.Outcome;

/** How many outermost blocks have ended, and how. Guarded by the monitor of whoever counts with it. */
public final class BlockCounts {

    /**
     * The counts of a database at one moment.
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

    private static final int OUTCOMES = Outcome.values().length;

    /** How many longs keep the counts of others out of the cache line, and out of the one that processors fetch along with it. */
    private static final int SPACING = 16;

    /** By outcome. */
    private final long[] ended = new long[OUTCOMES + SPACING];

    BlockCounts() {}

    void ended(Ticket ticket, Outcome outcome) {
        ticket.ends();
        ended[outcome.ordinal()]++;
    }

    void add(BlockCounts others) {
        for (int i = 0; i < OUTCOMES; i++) {
            ended[i] += others.ended[i];
        }
    }

    /** Those that have begun are those that have ended and those that are still there, so that each is counted exactly once. */
    Reading read(int connections, int active, int waiting, int begunNow) {
        long committed = ended[Outcome.COMMITTED.ordinal()];
        long rolledBack = ended[Outcome.ROLLED_BACK.ordinal()];
        long unknown = ended[Outcome.UNKNOWN.ordinal()];
        return new Reading(
                connections,
                active,
                waiting,
                committed + rolledBack + unknown + begunNow,
                committed,
                rolledBack,
                unknown);
    }
}
