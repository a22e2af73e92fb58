package dev.aatomic.runtime.truth;

/**
 * A hook.
 *
 * @param kind how it is registered
 * @param fails whether it fails
 * @param opens the block that it opens, or null
 */
record HookPlan(Kind kind, boolean fails, BlockPlan opens) {

    /** How a hook is registered, and when its stage completes. */
    enum Kind {
        COMMIT,
        ROBUST,
        ASYNC,
        /** A foreign thread completes its stage. */
        ASYNC_FOREIGN,
        /** Its stage never completes. */
        ASYNC_NEVER,
        ROLLBACK;

        boolean isForCommit() {
            return this != ROLLBACK;
        }
    }

    /** Whether the block fails with it. */
    boolean failsItsBlock() {
        return kind == Kind.ASYNC_NEVER || fails && kind != Kind.ROBUST && kind != Kind.ROLLBACK;
    }
}
