package dev.aatomic.runtime.internal.inspect;

import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.OpenBlocks;
import dev.aatomic.runtime.internal.admission.AdmissionLook;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneLook;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.Services;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the open blocks, from any thread. It takes each lock for a few instructions, one after another, and waits for nobody. */
public final class BlockLister {

    /** How often a database is looked at while those that were seen to hold have ended before they were looked at. */
    private static final int LOOKS = 4;

    /** Who has held for longest comes first, and who was not seen to hold yet last. */
    private static final Comparator<List<Sight>> LONGEST_FIRST = Comparator.comparingLong(
                    (List<Sight> held) -> held.get(0).holdNanos())
            .reversed();

    private final Services engine;

    /** Lists the blocks of one {@code Transactions}. */
    public BlockLister(Services engine) {
        this.engine = engine;
    }

    /** The open and waiting blocks of all databases. */
    public OpenBlocks list() {
        return new OpenBlocks(engine.databases.all().stream().map(this::list).toList());
    }

    private DatabaseBlocks list(ManagedDatabase database) {
        for (int look = 1; ; look++) {
            DatabaseBlocks blocks = look(database, look == LOOKS);
            if (blocks != null) {
                return blocks;
            }
        }
    }

    /** Null if somebody has ended meanwhile, unless this is the last look. */
    private @Nullable DatabaseBlocks look(ManagedDatabase database, boolean isLast) {
        AdmissionLook seen = database.admission.lookAtAll();
        // After those that hold: a block with hooks is here before it gives its connection back.
        List<Abortable> unfinished = engine.unfinished.all();
        long now = System.nanoTime();
        List<List<Sight>> holders = new ArrayList<>();
        for (AdmissionLook.Holder holder : seen.holders()) {
            List<Sight> held = holding(holder.ticket(), now, isLast);
            if (held == null) {
                return null;
            }
            held.get(0).on(holder.slot());
            holders.add(held);
        }
        holders.sort(LONGEST_FIRST);
        List<Sight> sights = new ArrayList<>();
        holders.forEach(sights::addAll);
        for (Ticket guest : seen.guests()) {
            List<Sight> held = holding(guest, now, isLast);
            if (held == null) {
                return null;
            }
            held.get(0).asGuest();
            sights.addAll(held);
        }
        for (Ticket without : seen.unasked()) {
            LaneLook look = LaneLook.of((Lane) without);
            if (look != null) {
                sights.addAll(LaneSights.unconnected((Lane) without, look, now));
            } else if (!isLast) {
                return null;
            }
        }
        addUnfinished(sights, unfinished, database, now);
        List<BlockReference> inFront =
                holders.stream().map(held -> held.get(0).reference()).toList();
        for (AdmissionLook.Waiting waiting : seen.waiting()) {
            sights.addAll(waiting(waiting, now, inFront));
        }
        return new DatabaseBlocks(
                database.name(),
                seen.connections(),
                seen.holders().size(),
                seen.waiting().size(),
                sights.stream().map(sight -> sight.entry(database.name())).toList());
    }

    private static @Nullable List<Sight> holding(Ticket ticket, long now, boolean isLast) {
        if (ticket instanceof Listed borrower) {
            Sight sight = borrower.look(now);
            return sight == null ? null : List.of(sight);
        }
        Lane lane = (Lane) ticket;
        LaneLook look = LaneLook.of(lane);
        if (look != null) {
            return LaneSights.holding(lane, look, now);
        }
        return isLast ? List.of(new Sight(BlockIds.of(lane), "(ended)", 0, BlockState.ENDING)) : null;
    }

    private static List<Sight> waiting(AdmissionLook.Waiting waiting, long now, List<BlockReference> inFront) {
        if (waiting.ticket() instanceof Lane lane && lane.delayed() != null) {
            LaneLook look = LaneLook.of(lane);
            if (look != null) {
                List<Sight> begun = LaneSights.unconnected(lane, look, now);
                begun.stream()
                        .filter(sight -> sight.state == BlockState.WAITING_FOR_CONNECTION)
                        .forEach(sight -> sight.behind(inFront).openForAtLeast(Math.max(0L, now - waiting.since())));
                return begun;
            }
        }
        return List.of(waiting(waiting, now).behind(inFront));
    }

    private static Sight waiting(AdmissionLook.Waiting waiting, long now) {
        long waited = Math.max(0L, now - waiting.since());
        if (waiting.ticket() instanceof Listed borrower) {
            Sight sight = borrower.look(now);
            if (sight != null) {
                // It may have got its connection just now, and was waiting at the moment that counts.
                sight.state = BlockState.WAITING_FOR_CONNECTION;
                return sight.openFor(waited);
            }
        }
        Lane lane = (Lane) waiting.ticket();
        LaneLook look = LaneLook.of(lane);
        return look == null
                ? new Sight(BlockIds.of(lane), "(ended)", 0, BlockState.WAITING_FOR_CONNECTION).openFor(waited)
                : LaneSights.waiting(lane, look, now, waiting.since());
    }

    /** Those that hold nothing and wait for no connection. */
    private static void addUnfinished(
            List<Sight> sights, List<Abortable> unfinished, ManagedDatabase database, long now) {
        Set<Long> known = new HashSet<>();
        sights.forEach(sight -> known.add(sight.id));
        for (Abortable each : unfinished) {
            Sight sight = unfinished(each, database, now);
            if (sight != null && known.add(sight.id)) {
                sights.add(sight);
            }
        }
    }

    private static @Nullable Sight unfinished(Abortable unfinished, ManagedDatabase database, long now) {
        if (unfinished instanceof Listed listed) {
            return listed.listedIn() == database ? listed.look(now) : null;
        }
        if (unfinished instanceof BlockScope block && block.database == database && block.parent() == null) {
            BlockState state = stateOfUnfinished(block.phaseNow());
            return state == null
                    ? null
                    : new Sight(BlockIds.of(block.lane), block.name(), 0, state)
                            .openedAt(LaneSights.recordedPlace(block));
        }
        return null;
    }

    /** What an outermost block does that holds no connection and waits for none; null if it is none of those. */
    private static @Nullable BlockState stateOfUnfinished(ScopePhase phase) {
        return switch (phase) {
            case HOOKS -> BlockState.IN_HOOKS;
            case ABANDONED -> BlockState.ABANDONED;
            case WAITING, OPEN, EXITING, STOPPING, ENDING, ENDED -> null;
        };
    }
}
