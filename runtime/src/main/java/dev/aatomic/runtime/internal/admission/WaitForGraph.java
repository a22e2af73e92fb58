package dev.aatomic.runtime.internal.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who waits for whom at one moment: tells waiting that ends from waiting that cannot.
 *
 * <p>Work with another connection belongs to the block it was opened in, so the lane of that block holds its connection until the work is
 * over. A waiting lane can go on unless all that hold a connection of its database are stuck; a holder is stuck if work that belongs to it,
 * or to what belongs to it, waits and cannot go on. Whether a waiting lane can go on depends on its database alone, so the question is
 * asked of databases: all are taken to be stuck, then those are freed that have a connection to give or a holder that is not stuck, until
 * none is left to free.
 *
 * <p>The same holds for nested blocks: one that is opened in a block which has another child open waits for the end of that child. It is
 * freed if none of the blocks that it waits behind is stuck.
 */
public final class WaitForGraph {

    /**
     * The connections of one database.
     *
     * @param <L> what stands for a lane or a block
     * @param database its name
     * @param hasFree whether one of its connections is not taken
     * @param holders who has its connections
     * @param heldUp what cannot end before work that waits for one of its connections: what this work belongs to, directly or through
     *     others
     */
    public record Pool<L>(String database, boolean hasFree, Collection<L> holders, Set<L> heldUp) {

        /** The same with one more that waits, and with what that belongs to. */
        public Pool<L> withWaiter(Collection<L> owners) {
            Set<L> all = new HashSet<>(heldUp);
            all.addAll(owners);
            return new Pool<>(database, hasFree, holders, all);
        }
    }

    /**
     * A block that waits in its parent's queue.
     *
     * @param <L> what stands for a lane or a block
     * @param waiting the block
     * @param behind the blocks that are open in its parent, whose ends it waits for
     * @param heldUp what cannot end before it has: what it belongs to, directly or through others
     */
    public record Queued<L>(L waiting, Collection<L> behind, Set<L> heldUp) {}

    /**
     * Those that wait without end.
     *
     * @param <L> what stands for a lane or a block
     * @param pools the databases for whose connections child transactions wait
     * @param queued the blocks that wait for others to end
     */
    public record Stuck<L>(List<Pool<L>> pools, List<Queued<L>> queued) {

        public boolean hasPool(String database) {
            return pools.stream().anyMatch(pool -> pool.database().equals(database));
        }

        public boolean hasQueued(L waiting) {
            return queued.stream().anyMatch(each -> each.waiting() == waiting);
        }
    }

    private WaitForGraph() {}

    /** Finds those that wait without end. */
    public static <L> Stuck<L> stuck(Collection<Pool<L>> pools, Collection<Queued<L>> queued) {
        List<Pool<L>> stuckPools = new ArrayList<>(pools);
        List<Queued<L>> stuckQueued = new ArrayList<>(queued);
        stuckPools.removeIf(pool -> pool.heldUp().isEmpty());
        boolean freed;
        do {
            Set<L> stuck = new HashSet<>();
            stuckPools.forEach(pool -> stuck.addAll(pool.heldUp()));
            stuckQueued.forEach(each -> stuck.addAll(each.heldUp()));
            freed = stuckPools.removeIf(pool -> pool.hasFree() || !stuck.containsAll(pool.holders()));
            freed |= stuckQueued.removeIf(each -> Collections.disjoint(each.behind(), stuck));
        } while (freed);
        return new Stuck<>(stuckPools, stuckQueued);
    }
}
