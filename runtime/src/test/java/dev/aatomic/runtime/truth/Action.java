package dev.aatomic.runtime.truth;

/**
 * One thing that a body does between its first statement and its last.
 *
 * @param kind what
 * @param block the block that it opens, if it does
 * @param hook the hook that it registers, if it does
 */
record Action(Kind kind, BlockPlan block, HookPlan hook) {

    /** What is done. */
    enum Kind {
        WRITE,
        /** Through the scope as a value. */
        WRITE_BY_SCOPE,
        /** Through the data source. */
        WRITE_BY_DATA_SOURCE,
        /** Nobody waits for it. */
        WRITE_UNAWAITED,
        /** A stranger submits it, in time or too late. */
        WRITE_FROM_ELSEWHERE,
        /** To a block that has ended. */
        WRITE_TO_ENDED,
        /** In the innermost block around that is opened elsewhere. */
        WRITE_AROUND,
        /** Undone to a savepoint. */
        WRITE_UNDONE,
        /** A statement that fails, undone to a savepoint, so that the block goes on. */
        RECOVERY,
        /** Goes on on a foreign thread, and comes back. */
        HOP,
        /** A statement that fails, swallowed. */
        BAD_STATEMENT,
        /** A step that fails without a statement, and nobody looks at it. */
        FAILURE_UNSEEN,
        ASK_FOR_ROLLBACK,
        HOOK,
        /** A block inside, whose failure is the body's. */
        BLOCK,
        /** A block inside, whose failure is swallowed. */
        BLOCK_SWALLOWED,
        /** A block inside that nobody waits for. */
        BLOCK_UNAWAITED,
        /** A block inside that a stranger opens, in time or too late. */
        BLOCK_FROM_ELSEWHERE,
        /** A block inside, opened in a step, blocking. */
        BLOCK_IN_STEP
    }

    static Action of(Kind kind) {
        return new Action(kind, null, null);
    }

    static Action block(Kind kind, BlockPlan block) {
        return new Action(kind, block, null);
    }

    static Action hook(HookPlan hook) {
        return new Action(Kind.HOOK, null, hook);
    }

    /** Whether it can make no block fail, done in one that is opened there. */
    boolean isHarmless(Target around) {
        return switch (kind) {
            case WRITE,
                    WRITE_BY_SCOPE,
                    WRITE_BY_DATA_SOURCE,
                    WRITE_UNAWAITED,
                    WRITE_AROUND,
                    WRITE_UNDONE,
                    RECOVERY,
                    HOP -> true;
            case HOOK -> !hook.failsItsBlock() && hook.opens() == null;
            case BLOCK, BLOCK_SWALLOWED, BLOCK_UNAWAITED, BLOCK_IN_STEP ->
                block.isHarmless()
                        && !block.target().isBeside(around)
                        && (kind != Kind.BLOCK_UNAWAITED || block.staysOn(block.target()))
                        && (block.relation() == Relation.NESTED
                                || block.relation() == Relation.MERGED
                                || block.relation() == Relation.SUPPORTS);
            default -> false;
        };
    }

    String text(String indent) {
        if (block != null) {
            return indent + kind + "\n" + block.text(indent + "  ");
        }
        if (hook != null) {
            return indent + "hook " + hook.kind() + (hook.fails() ? " that fails with " + hook.failure() : "") + "\n"
                    + (hook.opens() == null ? "" : hook.opens().text(indent + "  "));
        }
        return indent + kind + "\n";
    }
}
