package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.Resource;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a transaction ends: COMMIT or ROLLBACK, and what the answer means. Holding the lane. */
final class TransactionCompletion {

    private TransactionCompletion() {}

    /** As {@link Transaction#commit}, of a transaction that has begun. */
    static @Nullable CompletionStage<?> commit(Transaction<?> transaction, TransactionBlock block) {
        Resource used = transaction.resource();
        if (transaction.doubt() != null) {
            transaction.commitFails(TransactionLoss.lostBegin(transaction, block.place()));
            return null;
        }
        if (block.hasFailedStatement() && used.mayHaveGivenUp() && !isAlive(transaction, block, used)) {
            return null;
        }
        if (!transaction.commits()) {
            transaction.markUnusable();
            transaction.commitFails(new TransactionSystemException(
                    "Block " + block.place() + " was rolled back because it was given up before COMMIT could be sent",
                    transaction.lostBy()));
            return null;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            CompletionStage<?> answer = used.commit();
            if (answer == null) {
                transaction.committed();
            }
            return answer;
        } catch (Throwable t) {
            commitFailed(transaction, block, t);
            return null;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** COMMIT was sent, or was to be, and failed. */
    static void commitFailed(Transaction<?> transaction, TransactionBlock block, Throwable failure) {
        TransactionLoss.explain(transaction, failure);
        Resource used = transaction.resource();
        CommitAnswer answer = used.answerOf(failure);
        if (answer == CommitAnswer.NOT_SENT) {
            transaction.commitFails(new TransactionSystemException(
                    "Block " + block.place()
                            + " was rolled back because its connection was closed before COMMIT could be sent: "
                            + Failures.describe(failure),
                    failure));
            transaction.markUnusable();
        } else if (answer == CommitAnswer.REFUSED || (answer == CommitAnswer.REFUSED_IF_ALIVE && used.isValid())) {
            TransactionSystemException problem = new TransactionSystemException(
                    "Block " + block.place() + " was rolled back because the database refused COMMIT: "
                            + Failures.describe(failure),
                    failure);
            transaction.commitFails(problem);
            rollBackAll(transaction, block, problem);
        } else {
            transaction.markUnusable();
            transaction.commitFails(new CommitOutcomeUnknownException(
                    "Whether block " + block.place()
                            + " committed is not known, because COMMIT was sent and failed with: "
                            + Failures.describe(failure) + ". Ask the database before doing the work again",
                    failure));
        }
    }

    /**
     * Whether the server has not given the transaction up. If a statement failed and nothing undid it, PostgreSQL answers COMMIT with
     * ROLLBACK, and its driver may not say so. A savepoint tells before that: it fails in a transaction that the server has given up.
     */
    private static boolean isAlive(Transaction<?> transaction, TransactionBlock block, Resource used) {
        boolean interrupted = InterruptFlag.putAside();
        try {
            used.setSavepoint(SavepointNames.PROBE);
            return true;
        } catch (Throwable t) {
            TransactionLoss.explain(transaction, t);
            TransactionSystemException problem = new TransactionSystemException(
                    "Block " + block.place()
                            + " was rolled back because the database had given its transaction up, after a statement"
                            + " that failed: " + Failures.describe(t) + ". Put what may fail in a nested block",
                    t);
            transaction.commitFails(problem);
            rollBackAll(transaction, block, problem);
            return false;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** As {@link Transaction#rollBackAll}. */
    static void rollBackAll(Transaction<?> transaction, TransactionBlock block, @Nullable Throwable failure) {
        Resource used = transaction.resource();
        if (!used.isBegun() || (transaction.lostBy() != null && transaction.isUnusable())) {
            // Nothing was begun, or there is no connection any more: the database rolls back by itself.
            return;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            TransactionLoss.rolledBack(transaction, block, used.rollback());
        } catch (Throwable t) {
            // Without its connection the database rolls back by itself.
            transaction.markUnusable();
            if (failure != null) {
                Failures.suppress(failure, t);
            } else {
                logger().log(
                                System.Logger.Level.WARNING,
                                "A rollback failed; the connection is thrown away, with which the database rolls back by"
                                        + " itself",
                                t);
            }
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(TransactionCompletion.class.getName());
    }
}
