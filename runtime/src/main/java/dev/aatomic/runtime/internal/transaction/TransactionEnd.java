package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.Resource;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one transaction, and how it ends: COMMIT or ROLLBACK, what the answer means, and whether the connection can be
 * used again.
 *
 * <p>What is volatile may be asked by any thread while another is stuck in the driver; the rest belongs to whoever holds the lane.
 */
abstract class TransactionEnd {

    /**
     * Nothing of the transaction can be committed any more.
     *
     * @param what happened to it, for messages
     * @param failure what it was found by
     * @param isInDoubt whether something of it may have been committed all the same
     */
    record Loss(String what, Throwable failure, boolean isInDoubt) {}

    private static final System.Logger LOGGER = System.getLogger(TransactionEnd.class.getName());

    private static final VarHandle RESOURCE = ReleasedField.of(MethodHandles.lookup(), "resource", Resource.class);
    private static final VarHandle COMMITTED = ReleasedField.of(MethodHandles.lookup(), "committed", boolean.class);

    private volatile @Nullable Resource resource;
    private volatile boolean unusable;
    private volatile boolean committing;
    private volatile boolean committed;
    private volatile @Nullable Throwable refusal;
    private volatile @Nullable Loss loss;

    // ---- the connection

    public void connect(Resource taken) {
        RESOURCE.setRelease(this, taken);
    }

    public Resource resource() {
        return Objects.requireNonNull(resource, "The block has no connection");
    }

    /** Gives the connection back, or throws it away if its state is in doubt. */
    public void disconnect() {
        Resource used = resource();
        try {
            if (unusable) {
                used.evict();
            } else {
                used.giveBack();
            }
        } finally {
            // Not before: if the driver hangs in this too, the connection is closed under it.
            RESOURCE.setRelease(this, null);
        }
    }

    /** Something about the connection could not be put back: its pool must not see it again. */
    public void markUnusable() {
        unusable = true;
    }

    /** Whether COMMIT was answered, or there was nothing to commit. */
    public boolean isCommitted() {
        return committed;
    }

    /** What the block fails with because COMMIT did not happen; null if it may have, or may yet. */
    @Nullable
    public Throwable refusal() {
        return refusal;
    }

    /** Whether COMMIT has been sent. */
    public boolean isCommitting() {
        return committing;
    }

    /** Closes the connection under whoever is stuck in it. From any thread; may block where the driver does. */
    public void closePhysically() {
        Resource used = resource;
        if (used != null) {
            used.evict();
        }
    }

    /** What asks the database to stop the statement that is running now; null if none is. From any thread. */
    @Nullable
    public Runnable statementCancellation() {
        Resource used = resource;
        return used == null ? null : used.statementCancellation();
    }

    // ---- the loss

    /** Begins, where that has not happened. If it fails nothing more goes out, whatever swallows the failure. */
    public final void begin() throws SQLException {
        try {
            resource().begin();
        } catch (Throwable t) {
            lose("could not be begun", t);
            throw t;
        }
    }

    /** A call on the driver failed: whether it took the transaction along. */
    public final void callFailed(Throwable failure, boolean sentStatement) {
        Resource used = resource();
        if (sentStatement && used.hasLostBegin(failure)) {
            doubt(failure);
        } else if (loss == null && used.isGone()) {
            lose("has lost its connection", failure);
        }
    }

    /** Nothing of the transaction can be committed any more, and its connection is of no use. The first failure counts. */
    void lose(String what, Throwable failure) {
        if (loss == null) {
            loss = new Loss(what, failure, false);
        }
        unusable = true;
    }

    /** What made the transaction impossible to commit; null if nothing did. */
    final @Nullable Throwable lostBy() {
        Loss known = loss;
        return known == null || known.isInDoubt() ? null : known.failure();
    }

    /** What it was found by that something may have been committed; null where nothing may. */
    private @Nullable Throwable doubt() {
        Loss known = loss;
        return known != null && known.isInDoubt() ? known.failure() : null;
    }

    /** The first statement may have been a transaction of its own, because BEGIN did not take place. */
    public void doubt(Throwable failure) {
        unusable = true;
        String what = failure instanceof CommitOutcomeUnknownException
                ? "was ended from within"
                : "was lost, since BEGIN failed";
        loss = new Loss(what, failure, true);
    }

    /** Whether the first statement may have been committed by itself, as far as is known now; asked from any thread. */
    public boolean isInDoubt() {
        Resource used = resource;
        return doubt() != null || (used != null && used.mayLoseBegin());
    }

    public final CommitOutcomeUnknownException lostBegin(String place) {
        Throwable failure = doubt();
        if (failure instanceof CommitOutcomeUnknownException ended) {
            return new CommitOutcomeUnknownException(ended.getMessage(), ended);
        }
        return new CommitOutcomeUnknownException(
                "Whether the first statement of block " + place
                        + " was committed is not known: its BEGIN is not waited for by the driver, and may have been"
                        + " refused or cancelled. All else was rolled back. Ask the database before doing the work"
                        + " again",
                failure);
    }

    /** Refuses a statement where the transaction is lost: it would be in another one, or in none. */
    public final void checkNotLost(TransactionBlock scope) {
        Loss known = loss;
        if (known != null) {
            throw new TransactionManagementException(
                    "A statement was refused because the transaction of block " + scope.place() + " " + known.what()
                            + ", see the cause. Nothing in it can be saved, not by a nested block either: let the"
                            + " failure reach the end of the outermost one",
                    known.failure());
        }
    }

    // ---- the end

    /** Commits. Returns what the block fails with, or null if the transaction has committed. */
    @Nullable
    public Throwable commit(TransactionBlock block) {
        Resource used = resource();
        if (!used.isBegun()) {
            COMMITTED.setRelease(this, true);
            return null;
        }
        if (doubt() != null) {
            return lostBegin(block.place());
        }
        if (block.hasFailedStatement()) {
            Throwable aborted = probe(block, used);
            if (aborted != null) {
                return aborted;
            }
        }
        committing = true;
        // After that: whoever gives the block up looks at these two the other way round, so one of both sees the other.
        if (loss != null) {
            return givenUp(block);
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            used.commit();
            COMMITTED.setRelease(this, true);
            return null;
        } catch (Throwable t) {
            CommitAnswer answer = used.answerOf(t);
            if (answer == CommitAnswer.NOT_SENT) {
                TransactionSystemException problem = new TransactionSystemException(
                        "Block " + block.place()
                                + " was rolled back because its connection was closed before COMMIT could be sent: "
                                + Failures.describe(t),
                        t);
                refusal = problem;
                unusable = true;
                return problem;
            }
            if (answer == CommitAnswer.REFUSED || (answer == CommitAnswer.REFUSED_IF_ALIVE && used.isValid())) {
                TransactionSystemException problem = new TransactionSystemException(
                        "Block " + block.place() + " was rolled back because the database refused COMMIT: "
                                + Failures.describe(t),
                        t);
                refusal = problem;
                rollBackAll(problem);
                return problem;
            }
            unusable = true;
            return new CommitOutcomeUnknownException(
                    "Whether block " + block.place()
                            + " committed is not known, because COMMIT was sent and failed with: "
                            + Failures.describe(t) + ". Ask the database before doing the work again",
                    t);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private TransactionSystemException givenUp(TransactionBlock block) {
        TransactionSystemException problem = new TransactionSystemException(
                "Block " + block.place() + " was rolled back because it was given up before COMMIT could be sent",
                lostBy());
        refusal = problem;
        return problem;
    }

    /**
     * PostgreSQL answers COMMIT with ROLLBACK, and its driver may not say so, if a statement failed and nothing undid it. Where one
     * may have, a savepoint tells: it fails in a transaction that the server has given up.
     */
    private @Nullable Throwable probe(TransactionBlock block, Resource used) {
        boolean interrupted = InterruptFlag.putAside();
        try {
            used.setSavepoint(SavepointNames.PROBE);
            return null;
        } catch (Throwable t) {
            TransactionSystemException problem = new TransactionSystemException(
                    "Block " + block.place()
                            + " was rolled back because the database had given its transaction up, after a statement"
                            + " that failed: " + Failures.describe(t) + ". Put what may fail in a nested block",
                    t);
            refusal = problem;
            rollBackAll(problem);
            return problem;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /**
     * Rolls the transaction back.
     *
     * @param failure the block's own exception, to which what fails in doing so is added; null to log it
     */
    public void rollBackAll(@Nullable Throwable failure) {
        Resource used = resource();
        if (!used.isBegun() || lostBy() != null) {
            // Nothing was begun, or there is no connection any more: the database rolls back by itself.
            return;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            used.rollback();
        } catch (Throwable t) {
            // Without its connection the database rolls back by itself.
            unusable = true;
            if (failure != null) {
                Failures.suppress(failure, t);
            } else {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "A rollback failed; the connection is thrown away, with which the database rolls back by"
                                + " itself",
                        t);
            }
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }
}
