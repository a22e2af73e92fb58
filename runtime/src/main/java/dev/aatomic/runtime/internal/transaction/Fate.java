package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.TransactionException;

/**
 * What has become of a transaction, as far as that is known. One word of {@link Transaction} holds it, so that whoever gives the
 * transaction up and whoever sends COMMIT cannot both go on.
 *
 * <pre>
 *                    COMMIT is sent           it is answered
 *   Progress.OPEN ───────────────▶ COMMITTING ───────────▶ COMMITTED
 *     │    │  └──nothing was begun────────────────────────────▲
 *     │    │                           └──refused, or lost───▶ NotCommitted
 *     │    └──its connection is gone, or it is given up──▶ Loss ──COMMIT was due──▶ NotCommitted
 *     └──it was ended from within───────────────────▶ Loss, in doubt ──as above──▶ NotCommitted
 * </pre>
 *
 * <p>A loss may come into doubt later. What is lost while COMMIT is on its way is decided by the answer.
 */
sealed interface Fate {

    /** Nothing has gone wrong. */
    enum Progress implements Fate {
        OPEN,
        COMMITTING,
        COMMITTED
    }

    /**
     * Nothing of the transaction can be committed any more.
     *
     * @param what happened to it, for messages
     * @param failure the failure that showed it
     * @param isInDoubt whether something of it may have been committed all the same
     */
    record Loss(String what, Throwable failure, boolean isInDoubt) implements Fate {}

    /**
     * COMMIT was due, and did not happen, or may not have.
     *
     * @param failure what the block fails with
     */
    record NotCommitted(TransactionException failure) implements Fate {}
}
