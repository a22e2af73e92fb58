package dev.aatomic.runtime.truth;

/**
 * A hook.
 *
 * @param kind how it is registered
 * @param failure how it fails
 * @param opens the block that it opens, or null
 */
record HookPlan(Kind kind, Failure failure, BlockPlan opens) {

    /** How a hook fails. */
    enum Failure {
        NONE,
        EXCEPTION,
        ERROR,
        /** Where it has a stage: instead of returning it. */
        THROWN,
        /** Where it has a stage: it returns null. */
        NULL
    }

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

    boolean fails() {
        return failure != Failure.NONE;
    }

    /** Whether the block fails with it. */
    boolean failsItsBlock() {
        return kind == Kind.ASYNC_NEVER
                || fails() && kind != Kind.ROLLBACK && (kind != Kind.ROBUST || failure == Failure.ERROR);
    }
}
