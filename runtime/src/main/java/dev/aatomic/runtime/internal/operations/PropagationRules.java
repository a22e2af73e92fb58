package dev.aatomic.runtime.internal.operations;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.internal.scope.BlockSettings;

/** What a block becomes where it is opened: a pure function of what it asks for and of what is around it, and the only one that says so. */
final class PropagationRules {

    /** What is around a block where it is opened, as far as its own database is concerned. */
    enum Around {
        /** Nothing, or the autocommit context. */
        NOTHING,
        /** An open block. What is around that one does not count. */
        BLOCK,
        /** No block, but another library's transaction. */
        ENCLOSING,
        /** A test that is rolled back, which counts as nothing. */
        TEST,
        /** An open block in such a test. */
        BLOCK_IN_TEST
    }

    /** How a block is opened and ended. */
    enum Form {
        /** Its caller gets a future, and goes on. */
        FUTURE,
        /** Its caller waits for its end. */
        WAITING,
        /** Another library opens and ends it by two calls, so it must be a block, and is not run again. */
        TWO_CALLS
    }

    /** What a block becomes. */
    enum Ruling {
        /** Part of the block around it. */
        NEST,
        /** Part of the other library's transaction around it. */
        JOIN_ENCLOSING,
        /** A transaction of its own. */
        NEW,
        /** A chain of attempts, each a transaction of its own; in a test each is nested. */
        RETRIED,
        /** No transaction: its statements commit one by one. */
        NONE,
        /** Refused: it may not be inside a transaction. */
        REFUSED_INSIDE,
        /** Refused: it may only be inside a transaction. */
        REFUSED_OUTSIDE,
        /** Refused: the other library's transaction around it will roll back, and takes no more work. */
        REFUSED_ROLLBACK_ONLY,
        /** Refused: it would outlive the other library's transaction around it. */
        REFUSED_OUTLIVES,
        /** Refused: it must be committed when it ends, and here it would not be. */
        REFUSED_DURABLE,
        /** Refused: what is around it cannot give what it asks for. */
        REFUSED_STRICTER,
        /** Refused: it would be outermost, which only durable blocks may be. */
        REFUSED_OUTERMOST
    }

    private PropagationRules() {}

    /** Whether a block of this propagation is part of what is around it, rather than beside it. */
    static boolean joins(Propagation propagation) {
        return switch (propagation) {
            case NESTED, REQUIRED, MANDATORY, SUPPORTS, NEVER -> true;
            case REQUIRES_NEW, NOT_SUPPORTED -> false;
        };
    }

    /**
     * Decides.
     *
     * @param asked what was set on the block
     * @param around what is around it
     * @param isolation the isolation of the transaction around it; looked at only if the block would be part of that transaction
     * @param isReadOnly whether that transaction only reads
     * @param form how it is opened
     * @param requiresDurable whether only durable blocks may be outermost
     */
    static Ruling decide(
            BlockSettings asked,
            Around around,
            Isolation isolation,
            boolean isReadOnly,
            Form form,
            boolean requiresDurable) {
        Propagation propagation = asked.propagation;
        if (around == Around.NOTHING || around == Around.TEST) {
            if (propagation == Propagation.MANDATORY) {
                return Ruling.REFUSED_OUTSIDE;
            }
        } else if (propagation == Propagation.NEVER) {
            return Ruling.REFUSED_INSIDE;
        } else if (joins(propagation)) {
            if (around == Around.ENCLOSING && form == Form.FUTURE) {
                return Ruling.REFUSED_OUTLIVES;
            }
            if (asked.durable) {
                return Ruling.REFUSED_DURABLE;
            }
            if (asked.isStricterThan(isolation, isReadOnly)) {
                return Ruling.REFUSED_STRICTER;
            }
            return around == Around.ENCLOSING ? Ruling.JOIN_ENCLOSING : Ruling.NEST;
        }
        if (form != Form.TWO_CALLS && asked.mayRunWithoutTransaction) {
            return Ruling.NONE;
        }
        if (requiresDurable && !asked.durable && propagation != Propagation.REQUIRES_NEW) {
            return Ruling.REFUSED_OUTERMOST;
        }
        if (form != Form.TWO_CALLS && asked.retry != null) {
            return Ruling.RETRIED;
        }
        // A test has one connection, and nothing must get past it.
        return around == Around.TEST || around == Around.BLOCK_IN_TEST ? Ruling.NEST : Ruling.NEW;
    }
}
