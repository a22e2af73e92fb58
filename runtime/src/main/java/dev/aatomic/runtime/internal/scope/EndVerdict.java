package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.InnerBlockException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import org.jspecify.annotations.Nullable;

/**
 * What became of a block, and what its caller gets: a pure function of how the block ended and of what failed in it, and the only one
 * that says so.
 *
 * @param outcome what became of the block; of a nested one, what its own end did
 * @param failure what the caller gets in place of the value; null for the value
 * @param isOwn whether the failure was made for this block, so that nobody else can hold it
 */
public record EndVerdict(Outcome outcome, @Nullable Throwable failure, boolean isOwn) {

    /** Committed, with the value. */
    static final EndVerdict VALUE = new EndVerdict(Outcome.COMMITTED, null, false);

    /** How a block ended. */
    enum End {
        /** COMMIT was answered, or its savepoint was released or left to COMMIT. */
        COMMITTED,
        /** COMMIT or RELEASE was refused, and all was rolled back. */
        REFUSED,
        /** It is not known whether COMMIT, or the first statement, took effect. */
        UNKNOWN,
        /** ROLLBACK, or ROLLBACK TO, as was decided. */
        ROLLED_BACK,
        /** It has no savepoint of its own: what becomes of it is decided with a block around it. */
        LEFT_TO_PARENT
    }

    /**
     * What failed in a block, and who knows of it.
     *
     * @param place what to call the block in a message
     * @param isOutermost whether it is a transaction of its own
     * @param isTold whether the caller has its value already, since the block could only read and COMMIT has nothing to say
     * @param thrown what the body failed with, or what cut it short; null if it ended normally
     * @param commitsOnThrown whether {@code noRollbackFor} names that
     * @param broken what broke the block first, if something did
     * @param isAsked whether the rollback was asked for
     * @param isSilent whether a broken block that ended normally rolls back without an exception
     */
    record Facts(
            String place,
            boolean isOutermost,
            boolean isTold,
            @Nullable Throwable thrown,
            boolean commitsOnThrown,
            @Nullable Throwable broken,
            boolean isAsked,
            boolean isSilent) {}

    /**
     * Decides.
     *
     * @param end how the block ended
     * @param problem our exception for a COMMIT that was refused or whose outcome is unknown; null for any other end
     */
    static EndVerdict of(End end, @Nullable TransactionException problem, Facts facts) {
        if (facts.isTold()) {
            return VALUE;
        }
        Throwable thrown = facts.thrown();
        return switch (end) {
            case COMMITTED ->
                thrown == null ? VALUE : facts.isOutermost() ? ofThrown(Outcome.COMMITTED, facts) : kept(thrown);
            case REFUSED, UNKNOWN -> {
                if (problem == null) {
                    throw new IllegalArgumentException("An end that is " + end + " needs what to tell of it");
                }
                // COMMIT did not happen, so a failure that was to commit must say that.
                Failures.suppress(problem, thrown);
                yield new EndVerdict(end == End.UNKNOWN ? Outcome.UNKNOWN : Outcome.ROLLED_BACK, problem, true);
            }
            case ROLLED_BACK -> ofRollback(facts);
            case LEFT_TO_PARENT ->
                thrown == null
                        ? VALUE
                        : facts.commitsOnThrown() ? kept(thrown) : new EndVerdict(Outcome.ROLLED_BACK, thrown, false);
        };
    }

    private static EndVerdict kept(Throwable thrown) {
        return new EndVerdict(Outcome.COMMITTED, thrown, false);
    }

    private static EndVerdict ofRollback(Facts facts) {
        Throwable thrown = facts.thrown();
        if (thrown != null && !facts.commitsOnThrown()) {
            return ofThrown(Outcome.ROLLED_BACK, facts);
        }
        if (thrown == null && (facts.isAsked() || facts.isSilent())) {
            return new EndVerdict(Outcome.ROLLED_BACK, null, false);
        }
        UnexpectedRollbackException unexpected = unexpectedRollback(facts);
        if (thrown != facts.broken()) {
            Failures.suppress(unexpected, thrown);
        }
        return new EndVerdict(Outcome.ROLLED_BACK, unexpected, true);
    }

    private static UnexpectedRollbackException unexpectedRollback(Facts facts) {
        String ended = facts.thrown() == null
                ? " ended normally but was rolled back, because "
                : " failed with an exception that noRollbackFor names but was rolled back, because ";
        return new UnexpectedRollbackException(
                facts.isAsked()
                        ? "Block " + facts.place() + ended
                                + "setRollbackOnly(true) was called. The exception is suppressed in this one"
                        : "Block " + facts.place() + ended + "something in it had failed before: "
                                + Failures.describe(facts.broken())
                                + ". Let the failure reach the end of the block, put what may fail in a nested block,"
                                + " or call setRollbackOnly(true) if the rollback is meant",
                facts.broken());
    }

    /** Passes the user's exception on as it is. That of another block is passed on only if the outcome it tells is true of this block. */
    private static EndVerdict ofThrown(Outcome outcome, Facts facts) {
        if (!(facts.thrown() instanceof TransactionException other) || other.outcome() == outcome) {
            return new EndVerdict(outcome, facts.thrown(), false);
        }
        String became = outcome == Outcome.COMMITTED
                ? " committed, since noRollbackFor names what its body failed with,"
                : " was rolled back, since its body failed:";
        return new EndVerdict(
                outcome,
                new InnerBlockException(
                        "Block " + facts.place() + became + " the exception of another block, whose outcome "
                                + other.outcome()
                                + " is that block's own. Handle that exception in the body, or look at the cause of"
                                + " this one",
                        other,
                        outcome),
                true);
    }

    /**
     * How a block ends if the driver does not come back.
     *
     * @param phase where the block stands
     * @param isInDoubt whether its first statement may have committed by itself
     * @param isCommitted whether COMMIT was answered
     * @param isRefused whether COMMIT is known not to happen
     * @param isCommitting whether COMMIT was sent
     * @param rollsBack whether it was decided to roll back
     */
    static End ofAbandoned(
            ScopePhase phase,
            boolean isInDoubt,
            boolean isCommitted,
            boolean isRefused,
            boolean isCommitting,
            boolean rollsBack) {
        if (!phase.isEnding()) {
            return isInDoubt ? End.UNKNOWN : End.ROLLED_BACK;
        }
        if (isCommitted) {
            // Only the connection does not come back, which is not the block's failure.
            return End.COMMITTED;
        }
        if (isInDoubt) {
            return End.UNKNOWN;
        }
        if (isRefused) {
            return End.REFUSED;
        }
        if (isCommitting) {
            return End.UNKNOWN;
        }
        return rollsBack ? End.ROLLED_BACK : End.REFUSED;
    }
}
