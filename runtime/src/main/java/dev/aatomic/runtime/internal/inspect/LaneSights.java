package dev.aatomic.runtime.internal.inspect;

import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneLook;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.BlockIds;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.StatementHolder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is seen of an outermost block, and of all that is nested in it. Used by one thread. */
final class LaneSights {

    private final long id;
    private final LaneLook look;
    private final long now;
    private final @Nullable StatementInFlight statement;

    private LaneSights(Lane lane, LaneLook look, long now) {
        this.id = BlockIds.of(lane);
        this.look = look;
        this.now = now;
        this.statement = look.outermost().scope() instanceof StatementHolder holder ? holder.statementInFlight() : null;
    }

    /** Those of a lane that holds a connection; the outermost block comes first. */
    static List<Sight> holding(Lane lane, LaneLook look, long now) {
        List<Sight> sights = new LaneSights(lane, look, now).all();
        long since = lane.sighting().heldSince;
        if (since != 0L) {
            sights.get(0).heldAtLeast(Math.max(0L, now - since));
        }
        return sights;
    }

    /** Those of a lane that has begun without a connection; the outermost block comes first. */
    static List<Sight> unconnected(Lane lane, LaneLook look, long now) {
        return new LaneSights(lane, look, now).all();
    }

    /** That of a block that waits for its connection, and begins when it has it. */
    static Sight waiting(Lane lane, LaneLook look, long now, long since) {
        LaneSights sights = new LaneSights(lane, look, now);
        return sights.sight(look.outermost().scope(), 0, BlockState.WAITING_FOR_CONNECTION)
                .openFor(Math.max(0L, now - since));
    }

    private List<Sight> all() {
        List<Sight> sights = new ArrayList<>();
        for (int depth = 0; depth < look.open().size(); depth++) {
            sights.add(open(look.open().get(depth), depth));
        }
        // Those that wait come after those that are open, the innermost first: they come next.
        for (int depth = look.open().size() - 1; depth >= 0; depth--) {
            LaneLook.Open around = look.open().get(depth);
            List<BlockReference> inFront = around.inside() == null
                    ? List.of()
                    : List.of(sights.get(depth + 1).reference());
            for (LaneScope queued : around.queued()) {
                sights.add(sight(queued, depth + 1, BlockState.WAITING_FOR_TURN).behind(inFront));
            }
        }
        return sights;
    }

    private Sight open(LaneLook.Open open, int depth) {
        BlockState state = look.state(open, statement != null);
        Sight sight = sight(open.scope(), depth, state).at(operation(open, state));
        if (state == BlockState.IN_DATABASE) {
            sight.running(statement);
        } else if (open.inside() == null && !look.isPinned() && open.scope() instanceof BlockScope block) {
            // In its body, or with its end, which waits for what was opened in it.
            sight.behind(waitsForConnectionOf(block));
        }
        return sight;
    }

    /** What was opened in it and waits for a connection of its own. */
    private static List<BlockReference> waitsForConnectionOf(BlockScope block) {
        BlockScope child = ChildTransactions.withoutConnection(block);
        return child == null
                ? List.of()
                : List.of(new Sight(BlockIds.of(child.lane), child.name(), 0, BlockState.WAITING_FOR_CONNECTION)
                        .reference());
    }

    private Sight sight(LaneScope scope, int depth, BlockState state) {
        if (!(scope instanceof BlockScope block)) {
            return new Sight(id, Listed.IN_AUTOCOMMIT, depth, state);
        }
        Sight sight = new Sight(id, block.name(), depth, state).openedAt(depth == 0 ? recordedPlace(block) : null);
        Observation observation = block.observation;
        if (observation != null) {
            sight.openFor(observation.openNanos(now));
            if (depth == 0) {
                sight.heldFor(observation.heldNanos(now));
            }
        }
        return sight;
    }

    /** Where in the code the block's outermost one was opened; null where that is not recorded. */
    static @Nullable String recordedPlace(BlockScope block) {
        Observation known = block.outermost().observation;
        return known == null ? null : known.openingPlace();
    }

    private @Nullable String operation(LaneLook.Open open, BlockState state) {
        return switch (state) {
            case IN_DATABASE -> "statement";
            case IN_STEP -> "step";
            case ENDING -> open.phase() == ScopePhase.ENDING ? ending(open.scope()) : null;
            default -> null;
        };
    }

    private static @Nullable String ending(LaneScope scope) {
        if (!(scope instanceof BlockScope block)) {
            return null;
        }
        if (block.parent() != null) {
            return block.ownSavepoint() == null ? null : "savepoint";
        }
        if (block.transaction().standing().isCommitting()) {
            return "commit";
        }
        return block.isRollingBack() ? "rollback" : null;
    }
}
