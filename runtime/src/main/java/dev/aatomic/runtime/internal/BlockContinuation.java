package dev.aatomic.runtime.internal;

import org.jspecify.annotations.Nullable;

/**
 * What the user's code attached to a stage in a block, and is ready to go on in it.
 *
 * @param block in which it was attached
 * @param continuation the user's code
 */
record BlockContinuation(BlockContext block, Runnable continuation) implements Continuation {

    @Override
    public void run() {
        block.runHere(continuation);
    }

    /**
     * A block may wait for the end of one that is nested in it: it must not
     * do so where the body of that one is below it, and could never come to its end.
     */
    @Override
    public boolean mayRunOn(ThreadState thread) {
        Context below = thread.contextBelow();
        if (below == null || below == block) {
            return true;
        }
        BlockContext inner = innermostOfLane(below);
        return inner == null || inner.parent == null || isWithin(inner);
    }

    /** The innermost block of the same lane whose code is on the stack. */
    private @Nullable BlockContext innermostOfLane(Context below) {
        for (Context context = below; context != null; context = context.opener()) {
            if (context instanceof BlockContext around && around.lane == block.lane) {
                return around;
            }
        }
        return null;
    }

    private boolean isWithin(BlockContext inner) {
        for (Context context = block; context != null; context = context.opener()) {
            if (context == inner) {
                return true;
            }
        }
        return false;
    }
}
