package dev.aatomic.runtime.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who waits for whom, at one moment, to tell waiting that ends from waiting that cannot.
 *
 * <p>Independent work belongs to the block it was opened in, so the lane around it holds its connection until that work is over.
 * A waiting lane can go on unless all that hold a connection of its database are stuck; a holder is stuck if work that belongs to it,
 * or to what belongs to it, waits and cannot go on. Whether a waiting lane can go on depends on its database alone, so the question is
 * asked of databases: all are taken to be stuck, then those are freed that have a connection to give or a holder that is not
 * stuck, until none is left to free.
 */
final class WaitForGraph {

    /**
     * The connections of one database.
     *
     * @param <L> what stands for a lane
     * @param database its name
     * @param hasFree whether one of its connections is not taken
     * @param holders who has its connections
     * @param heldUp who cannot end before somebody who waits for one of its connections has: those that this work belongs to,
     *     directly or through others
     */
    record Pool<L>(String database, boolean hasFree, Collection<L> holders, Set<L> heldUp) {

        /** The same with one more who waits, and those that it belongs to. */
        Pool<L> withWaiter(Collection<L> owners) {
            Set<L> all = new HashSet<>(heldUp);
            all.addAll(owners);
            return new Pool<>(database, hasFree, holders, all);
        }
    }

    private WaitForGraph() {}

    /** The databases for whose connections independent work waits without end. */
    static <L> List<Pool<L>> stuck(Collection<Pool<L>> pools) {
        List<Pool<L>> stuck = new ArrayList<>(pools);
        stuck.removeIf(pool -> pool.heldUp().isEmpty());
        boolean freed;
        do {
            Set<L> stuckHolders = new HashSet<>();
            stuck.forEach(pool -> stuckHolders.addAll(pool.heldUp()));
            freed = stuck.removeIf(pool -> pool.hasFree() || !stuckHolders.containsAll(pool.holders()));
        } while (freed);
        return stuck;
    }
}
