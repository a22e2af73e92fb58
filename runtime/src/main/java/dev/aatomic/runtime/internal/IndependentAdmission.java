package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.PoolDeadlockException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets independent blocks into the queues for connections, but none that would wait for itself.
 *
 * <p>Between two calls no database is stuck in the sense of {@link WaitForGraph}. Only an independent block that begins to wait can
 * change that: whoever gets a connection has nothing yet that waits, and whoever leaves a queue or ends holds up nobody any more. So it
 * is enough to look when such a block is about to wait, and one at a time, which the monitor of this object sees to. It is taken for
 * nothing else, before the monitor of an {@link Admission}, and never by a block that finds a connection or belongs to nobody.
 *
 * <p>The databases are looked at one after another. What changes meanwhile can only free: a circle that is seen was there when the
 * look began, and one that is not seen will not come to be without another block that begins to wait.
 */
final class IndependentAdmission {

    private static final int MOST_NAMES = 8;

    private final List<ManagedDatabase> databases;

    IndependentAdmission(Collection<ManagedDatabase> databases) {
        this.databases = List.copyOf(databases);
    }

    /**
     * Asks for a connection for a block that belongs to another.
     *
     * @return true if it may be taken now; false if the block waits
     * @throws PoolDeadlockException if it would wait for ever
     */
    boolean acquire(BlockScope block) {
        Admission admission = block.database().admission();
        if (admission.acquireNow(block.lane)) {
            return true;
        }
        Collection<Admission.Ticket> owners = owners(block);
        List<WaitForGraph.Pool<Admission.Ticket>> stuck;
        synchronized (this) {
            stuck = WaitForGraph.stuck(look(block.database(), owners));
            if (stuck.stream()
                    .noneMatch(pool -> pool.database().equals(block.database().name()))) {
                return admission.acquire(block.lane, owners);
            }
        }
        throw deadlock(block, stuck);
    }

    /** The lanes that keep their connections until the block has ended: of all the blocks that are open around it. */
    private static Collection<Admission.Ticket> owners(BlockScope block) {
        Set<Admission.Ticket> owners = new HashSet<>(4);
        BlockScope around = Context.innermostBlock(block.opener(), block.engine);
        while (around != null) {
            owners.add(around.lane);
            around = Context.innermostBlock(around.opener(), block.engine);
        }
        return owners;
    }

    /** The state of all databases as it would be with one more who waits. */
    private List<WaitForGraph.Pool<Admission.Ticket>> look(
            ManagedDatabase wanted, Collection<Admission.Ticket> owners) {
        List<WaitForGraph.Pool<Admission.Ticket>> pools = new ArrayList<>(databases.size());
        for (ManagedDatabase database : databases) {
            WaitForGraph.Pool<Admission.Ticket> pool = database.admission().look(database.name());
            pools.add(database == wanted ? pool.withWaiter(owners) : pool);
        }
        return pools;
    }

    private static PoolDeadlockException deadlock(BlockScope block, List<WaitForGraph.Pool<Admission.Ticket>> stuck) {
        String held = stuck.stream()
                .map(pool -> "of database '" + pool.database() + "' by " + names(pool.holders()))
                .collect(Collectors.joining(", "));
        return new PoolDeadlockException(
                "Block " + block.place() + " was not entered: it needs a connection of its own of database '"
                        + block.database().name()
                        + "', and would have waited for ever, since all connections are held by blocks that wait for"
                        + " it or for others like it to end: " + held
                        + ". Its body did not run; give the pool more connections, or let the block join the one"
                        + " around it",
                null);
    }

    private static String names(Collection<Admission.Ticket> holders) {
        // Only a lane has blocks to wait for.
        String names = holders.stream()
                .limit(MOST_NAMES)
                .map(holder -> "block " + LaneReport.place((Lane) holder))
                .collect(Collectors.joining(", "));
        return holders.size() > MOST_NAMES ? names + " and " + (holders.size() - MOST_NAMES) + " more" : names;
    }
}
