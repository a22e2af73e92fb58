package dev.aatomic.runtime.internal.resource;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction runs on: one connection, from the moment it was taken to the moment it is given back. Called only while the lane is
 * held, except where it says so.
 *
 * <p>No method has a default: what stands around another resource must ask that one, and would not notice that it does not.
 */
public interface Resource {

    /**
     * Begins a transaction where none is begun; its first statement carries BEGIN where the driver can. If it fails no further statement
     * may go out: nobody knows what state the connection is in.
     */
    void begin() throws SQLException;

    /** Whether {@link #begin} has succeeded: without it there is nothing to commit or roll back. */
    boolean isBegun();

    /**
     * Whether the transaction that was begun is still open, as far as the driver knows without a round trip.
     *
     * @return false only if it was open before and is not any more, so that something other than this has ended it
     */
    boolean isTransactionOpen();

    /**
     * Commits. A failure is thrown, or the stage fails with it.
     *
     * @return null if the answer is there; else a stage that completes, on any thread, when it is: until then the lane serves nobody else
     */
    @Nullable
    CompletionStage<?> commit() throws SQLException;

    /**
     * Rolls back.
     *
     * @return what the resource says that it could not undo; null for nothing
     */
    @Nullable
    String rollback() throws SQLException;

    ResourceSavepoint setSavepoint(String name) throws SQLException;

    /** Makes the failure for a call on a savepoint that is gone, as the resource itself would report it. */
    SQLException savepointIsGone(String message);

    /** Whether the connection is closed, as far as is known without asking the database. */
    boolean isGone();

    /** What a failure of {@link #commit} says of the transaction. */
    CommitAnswer answerOf(Throwable failure);

    /** Whether the resource has rolled the whole transaction back with this failure of a call, and begins another with the next. */
    boolean hasRolledBack(Throwable failure);

    /** Whether a failure of a call says that the transaction was in the way of another, and may succeed if it is run again. */
    boolean isConflict(Throwable failure);

    /** Whether a failure of a call says no more than that an earlier one has had the transaction given up. */
    boolean isGivenUp(Throwable failure);

    /** Whether a transaction in which a call failed may be given up, although COMMIT would not say so. */
    boolean mayHaveGivenUp();

    /** Whether the connection still answers. */
    boolean isValid();

    /** Puts the connection back as it was and returns it to its pool; throws it away instead if it cannot be put back. */
    void giveBack();

    /** Closes the connection physically and makes its pool forget it. From any thread. */
    void evict();

    /**
     * Makes the action that asks the database to stop the statement that is running now, and no later one. Made and run on any thread; does
     * not wait for the lane.
     *
     * @return null if none is running
     */
    @Nullable
    Runnable statementCancellation();

    /** The statement that is running now; null if none is, or that is not known. From any thread; does not wait for the lane. */
    @Nullable
    StatementInFlight statementInFlight();

    /**
     * Whether a failure means that BEGIN, which travelled with the first statement, did not take place, so that the statement may have
     * been a transaction of its own.
     */
    boolean hasLostBegin(Throwable failure);

    /** Whether BEGIN may be lost, because the first statement runs and BEGIN is not known to be answered. On any thread. */
    boolean mayLoseBegin();
}
