package dev.aatomic.reactive.random;

import org.jspecify.annotations.Nullable;

/**
 * Where a part stands.
 *
 * @param frame the block; null outside of blocks
 * @param isUnsaved whether a block without a savepoint is between, since that was broken already
 * @param isBeside whether other parts of the same block run at the same time
 * @param isParallel whether any others do
 */
record Place(@Nullable Frame frame, boolean isUnsaved, boolean isBeside, boolean isParallel) {

    /**
     * Beside others.
     *
     * @param seen the block as this part finds it
     */
    Place beside(@Nullable Frame seen) {
        return new Place(seen, isUnsaved, true, true);
    }

    Place in(Frame block) {
        return new Place(block, false, false, isParallel);
    }

    Place unsaved() {
        return new Place(frame, true, isBeside, isParallel);
    }

    Frame block() {
        if (frame == null) {
            throw new IllegalStateException("outside of blocks");
        }
        return frame;
    }

    boolean isBroken() {
        return frame != null && frame.isBroken();
    }
}
