package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.admission.WaitForGraph;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneReport;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets child transactions into the queues for connections, and nested blocks whose opener is on another lane into the queue of their
 * parent, but none that would wait for itself.
 *
 * <p>Between two calls nobody is stuck in the sense of {@link WaitForGraph}. Only such a block that begins to wait can change that: a block
 * that gets a connection, or its turn, has nothing yet that waits, unless it has begun without one, and a block that leaves a queue or ends
 * no longer holds anybody up. A nested block on its opener's own lane waits for a child, and holds up only blocks that this child holds up already. So it is enough to
 * look when a block of another lane is about to wait, or one that has begun gets its connection, one block at a time. The monitor of this object sees to that. It is taken for nothing
 * else, before the monitor of an {@link Admission} or a lane, and never by a block that finds a connection or belongs to nobody.
 *
 * <p>The queues are looked at one after another. What changes meanwhile can only free blocks: a circle that is seen was there when the look
 * began, and one that is not seen cannot come to be unless another block begins to wait.
 */
public final class ChildAdmission {

    private static final int MOST_NAMES = 8;

    private final List<ManagedDatabase> databases;

    /** The nested blocks whose opener is on another lane, and that have not ended. Guarded by this. */
    @GuardedBy("this")
    private final Set<BlockScope> nested = new HashSet<>();

    ChildAdmission(Collection<ManagedDatabase> databases) {
        this.databases = List.copyOf(databases);
    }

    /**
     * Asks for a connection for a block that belongs to another.
     *
     * @return true if it may be taken now; false if the block waits
     * @throws PoolDeadlockException if it would wait for ever
     */
    boolean acquire(BlockScope block) {
        Admission admission = block.database().admission;
        if (admission.acquireNow(block.lane)) {
            return true;
        }
        boolean isLate = block.lane.delayed() != null;
        return acquire(
                block.lane,
                block.database(),
                owners(block.opener(), block.engine),
                "Block " + block.place() + (isLate ? " was rolled back at its first statement" : " was not entered"),
                (isLate ? "Give" : "Its body did not run; give")
                        + " the pool more connections, or let the block join the one around it");
    }

    /**
     * A block that has begun without a connection has got one. What was opened in it may wait already, and may wait for ever now that the
     * block holds a connection until that is over: it is refused, as it would be if it came now.
     */
    void granted(BlockScope block) {
        List<Ticket> refused;
        List<BlockScope> behind;
        WaitForGraph.Stuck<Object> stuck;
        synchronized (this) {
            if (databases.stream().noneMatch(each -> each.admission.isHeldUp(block.lane)) && nested.isEmpty()) {
                return;
            }
            stuck = WaitForGraph.stuck(pools(), queued());
            refused = stuck.pools().stream()
                    .flatMap(pool -> waitingFor(pool.database(), block.lane))
                    .toList();
            behind = stuck.queued().stream()
                    .filter(each -> each.heldUp().contains(block.lane))
                    .map(each -> (BlockScope) each.waiting())
                    .toList();
        }
        String circle = ", since block " + block.place()
                + ", in which it was opened, has taken one with its first statement: " + describe(stuck);
        // What goes on after them may need this thread's lane.
        ThreadState.current().runReserved(() -> {
            for (Ticket ticket : refused) {
                ticket.abort(new PoolDeadlockException(
                        "Block " + ticket.place() + " got no connection, and would have waited for one for ever"
                                + circle
                                + ". Give the pool more connections, or let the block join the one around it",
                        null));
            }
            for (BlockScope nested : behind) {
                nested.abort(new PoolDeadlockException(
                        "Block " + nested.place()
                                + " was not entered: it would have waited for ever for the end of another block that is"
                                + " open in the one it is nested in, and that needs a connection"
                                + circle
                                + ". Its body did not run; give the pools more connections, or open one nested block"
                                + " after the other",
                        null));
            }
        });
    }

    private Stream<Ticket> waitingFor(String database, Lane owner) {
        return databases.stream()
                .filter(each -> each.name().equals(database))
                .flatMap(each -> each.admission.waitingFor(owner).stream());
    }

    /**
     * Asks for a connection for work outside any transaction that belongs to an open block.
     *
     * @param from where it was submitted
     * @throws PoolDeadlockException if it would wait for ever
     */
    public Admission.Answer acquireOutside(
            Ticket ticket, ManagedDatabase database, @Nullable Context from, Services engine) {
        boolean granted = database.admission.acquireNow(ticket)
                || acquire(
                        ticket,
                        database,
                        owners(from, engine),
                        "Work outside any transaction was not done",
                        "It did not run; give the pool more connections, or do it in the block around it or after"
                                + " that");
        return granted ? Admission.Answer.GRANTED : Admission.Answer.WAITS;
    }

    private boolean acquire(
            Ticket ticket, ManagedDatabase database, Collection<Object> owners, String what, String mend) {
        WaitForGraph.Stuck<Object> stuck;
        synchronized (this) {
            stuck = WaitForGraph.stuck(pools(database, owners), queued());
            if (!stuck.hasPool(database.name())) {
                return database.admission.acquire(ticket, owners);
            }
        }
        throw new PoolDeadlockException(
                what + ": it needs a connection of its own of database '" + database.name()
                        + "', and would have waited for ever, since all connections are held by blocks that wait for"
                        + " it or for others like it to end: " + describe(stuck) + ". " + mend,
                null);
    }

    /**
     * Lets a nested block whose opener is on another lane ask for its turn, or says why it must not.
     *
     * @return the refusal if it would wait for ever; else null
     */
    @Nullable
    PoolDeadlockException enterQueue(BlockScope block) {
        WaitForGraph.Stuck<Object> stuck;
        synchronized (this) {
            nested.add(block);
            stuck = WaitForGraph.stuck(pools(), queued());
            if (!stuck.hasQueued(block)) {
                return null;
            }
            nested.remove(block);
        }
        return new PoolDeadlockException(
                "Block " + block.place()
                        + " was not entered: it is nested in a block that has another one open, and would have waited"
                        + " for ever for the end of that one, which waits for it or for others like"
                        + " it: " + describe(stuck)
                        + ". Its body did not run; give the pools more connections, or open one nested block after the"
                        + " other",
                null);
    }

    /** The block has ended. */
    synchronized void left(BlockScope block) {
        nested.remove(block);
    }

    /** What cannot end before the block has: all the blocks that are open around it, and their lanes, which keep their connections. */
    private static Set<Object> owners(@Nullable Context from, Services engine) {
        Set<Object> owners = new HashSet<>(4);
        BlockScope around = ScopeContext.innermostBlock(from, engine);
        while (around != null) {
            owners.add(around);
            owners.add(around.lane);
            around = ScopeContext.innermostBlock(around.opener(), engine);
        }
        return owners;
    }

    /** The state of all databases. */
    private List<WaitForGraph.Pool<Object>> pools() {
        return databases.stream()
                .map(database -> database.admission.look(database.name()))
                .toList();
    }

    /** The state of all databases as it would be with one more who waits. */
    private List<WaitForGraph.Pool<Object>> pools(ManagedDatabase wanted, Collection<Object> owners) {
        return pools().stream()
                .map(pool -> pool.database().equals(wanted.name()) ? pool.withWaiter(owners) : pool)
                .toList();
    }

    /** Holding the monitor: the nested blocks that wait for others to end. */
    @GuardedBy("this")
    private List<WaitForGraph.Queued<Object>> queued() {
        List<WaitForGraph.Queued<Object>> queued = new ArrayList<>(nested.size());
        for (BlockScope block : nested) {
            List<Object> behind = List.copyOf(LaneReport.openBefore(block));
            if (!behind.isEmpty()) {
                queued.add(new WaitForGraph.Queued<>(block, behind, owners(block.opener(), block.engine)));
            }
        }
        return queued;
    }

    private static String describe(WaitForGraph.Stuck<Object> stuck) {
        Stream<String> held =
                stuck.pools().stream().map(pool -> "of database '" + pool.database() + "' by " + names(pool.holders()));
        Stream<String> waiting = stuck.queued().stream()
                .map(each -> name(each.waiting()) + " waits for the end of " + names(each.behind()));
        return Stream.concat(held, waiting).limit(MOST_NAMES).collect(Collectors.joining(", "));
    }

    private static String names(Collection<Object> all) {
        String names = all.stream().limit(MOST_NAMES).map(ChildAdmission::name).collect(Collectors.joining(", "));
        return all.size() > MOST_NAMES ? names + " and " + (all.size() - MOST_NAMES) + " more" : names;
    }

    /** A lane is named by its outermost block. */
    private static String name(Object waited) {
        return "block " + (waited instanceof LaneScope scope ? scope.place() : LaneReport.place((Lane) waited));
    }
}
