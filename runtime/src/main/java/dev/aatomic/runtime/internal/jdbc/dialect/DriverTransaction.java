package dev.aatomic.runtime.internal.jdbc.dialect;

import java.sql.SQLException;

/** What a driver knows of the transaction on one of its connections without a round trip. Used by whoever holds the lane, but where it says so. */
public interface DriverTransaction {

    /** Whether the server was in no transaction when it last answered. True if that cannot be known any more. */
    boolean isIdle();

    /** Whether {@link #isIdle} is so after a statement that failed: not every server says with an error what became of the transaction. */
    default boolean isKnownAfterFailure() {
        return false;
    }

    /**
     * Whether {@link #isIdle}, which has just been true although a transaction had been open, is what the server says, and not what the
     * driver has made of an answer that it did not read. May be a round trip.
     */
    default boolean isIdleForSure() {
        return true;
    }

    /** Whether {@link #isIdle} may be asked on any thread: it does not wait for the statement that is running. */
    default boolean answersAtOnce() {
        return false;
    }

    /**
     * Refuses to have a transaction committed that the server has given up, where the driver would not say so.
     *
     * @throws SQLException that there is nothing to commit any more
     */
    default void checkCommittable() throws SQLException {}

    /** Whether the driver begins its transactions as ones that only read, whatever it was told. */
    default boolean isReadOnly() {
        return false;
    }

    /** Whether a failure says that the connection was closed before the call, so that nothing was sent. */
    default boolean wasClosedBefore(Throwable failure) {
        return false;
    }

    /**
     * Whether a failure of the statement that carried BEGIN means that it may have been a transaction of its own. Asked only where
     * {@link DatabaseDialect#sendsBeginWithStatement}.
     */
    default boolean hasLostBegin(Throwable failure) {
        return false;
    }

    /**
     * Asks the server to stop what runs on the connection. From any thread.
     *
     * @return false if the driver has no way of its own, and the statement itself must be cancelled
     */
    default boolean cancel() throws SQLException {
        return false;
    }
}
