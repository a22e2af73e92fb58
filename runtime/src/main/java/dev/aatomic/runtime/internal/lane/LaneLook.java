package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.BlockState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of a lane stand at one moment. Immutable.
 *
 * @param open those that are open, the outermost first
 * @param isPinned whether the driver is at work, or a step has its turn
 * @param isOwned whether a thread runs the lane
 * @param isReady whether something is ready that no thread has begun
 * @param isHeldUp whether what comes next waits for the connection, which is not there yet
 */
public record LaneLook(List<Open> open, boolean isPinned, boolean isOwned, boolean isReady, boolean isHeldUp) {

    /**
     * One of the open blocks.
     *
     * @param scope the block
     * @param phase where it stands
     * @param inside the block that is open in it; null for the innermost
     * @param queued the blocks that wait in it for their turn, who comes next first
     * @param isConnected whether the outermost one has got its connection
     */
    public record Open(
            LaneScope scope,
            ScopePhase phase,
            @Nullable LaneScope inside,
            List<LaneScope> queued,
            boolean isConnected) {}

    /** Looks at a lane; null if its outermost block has left it. */
    public static @Nullable LaneLook of(Lane lane) {
        List<Open> open = new ArrayList<>(2);
        boolean isPinned;
        boolean isOwned;
        boolean isReady;
        boolean isHeldUp;
        synchronized (lane) {
            LaneScope inside = null;
            for (LaneScope scope = lane.innermost; scope != null; scope = scope.parent()) {
                open.add(new Open(scope, scope.phase, inside, queued(scope), scope.isConnected()));
                inside = scope;
            }
            isPinned = lane.isInDriver();
            isOwned = lane.state == LaneState.OWNED;
            isReady = lane.hasReady();
            isHeldUp = lane.isHeldUpByConnection();
        }
        if (open.isEmpty()) {
            return null;
        }
        Collections.reverse(open);
        return new LaneLook(open, isPinned, isOwned, isReady, isHeldUp);
    }

    private static List<LaneScope> queued(LaneScope scope) {
        if (scope.first == null) {
            return List.of();
        }
        List<LaneScope> queued = new ArrayList<>();
        for (LaneTask task = scope.first; task != null; task = task.next) {
            // Its own end, or an outermost block's start, is queued in itself.
            if (task instanceof LaneScope nested && nested != scope && nested.phase == ScopePhase.WAITING) {
                queued.add(nested);
            }
        }
        return queued;
    }

    /** The outermost block. */
    public Open outermost() {
        return open.get(0);
    }

    /** The innermost block that is open. */
    public Open innermost() {
        return open.get(open.size() - 1);
    }

    /**
     * What an open block does, whose lane has a connection or the right to one.
     *
     * @param hasStatement whether a statement is in flight on that connection
     */
    public BlockState state(Open block, boolean hasStatement) {
        if (block.inside() != null && block.phase() != ScopePhase.ABANDONED) {
            return BlockState.AROUND_NESTED;
        }
        return switch (block.phase()) {
            case WAITING ->
                block.isConnected()
                        ? activity(hasStatement)
                        : isPinned ? BlockState.CONNECTING : BlockState.WAITING_FOR_THREAD;
            case OPEN -> block.isConnected() ? activity(hasStatement) : activityWithout();
            case EXITING, STOPPING -> isPinned && hasStatement ? BlockState.IN_DATABASE : BlockState.ENDING;
            case ENDING, ENDED -> BlockState.ENDING;
            case HOOKS -> BlockState.IN_HOOKS;
            case ABANDONED -> BlockState.ABANDONED;
        };
    }

    /** Of a block that takes its connection with its first statement, and has none. */
    private BlockState activityWithout() {
        if (isPinned) {
            return BlockState.CONNECTING;
        }
        return isHeldUp ? BlockState.WAITING_FOR_CONNECTION : activity(false);
    }

    private BlockState activity(boolean hasStatement) {
        if (isPinned) {
            return hasStatement ? BlockState.IN_DATABASE : BlockState.IN_STEP;
        }
        if (isOwned) {
            return BlockState.IN_BODY;
        }
        return isReady ? BlockState.WAITING_FOR_THREAD : BlockState.IDLE;
    }
}
