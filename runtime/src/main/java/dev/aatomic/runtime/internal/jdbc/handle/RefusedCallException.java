package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/**
 * What JDBC code meets where the library refuses a call on a JDBC object: an exception that such code expects, whose cause is the
 * library's own.
 */
public final class RefusedCallException extends SQLNonTransientException {

    private static final long serialVersionUID = 1L;

    /** The standard's SQLState for a transaction in which the call is not possible. */
    private static final String INVALID_STATE = "25000";

    RefusedCallException(String state, TransactionException refusal) {
        super(refusal.getMessage(), state, refusal);
    }

    /**
     * Puts a refusal of a scope into JDBC's terms.
     *
     * @param refusal of a call, or of a connection
     * @return what to throw
     */
    public static RefusedCallException of(TransactionException refusal) {
        return new RefusedCallException(INVALID_STATE, refusal);
    }

    /**
     * Describes a failure at a JDBC object for a message of ours. A refusal says it itself; what a driver says may hold values.
     *
     * @param failure any failure
     * @return its message if it is of this type, else its class and SQLState
     */
    static String describe(SQLException failure) {
        return failure instanceof RefusedCallException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName() + " with SQLState " + failure.getSQLState();
    }

    /**
     * The library's own exception, for those who called the library and not JDBC.
     *
     * @param failure any failure
     * @return its cause if it is of this type, else the failure itself
     */
    public static Throwable withoutJdbc(Throwable failure) {
        Throwable refusal = failure instanceof RefusedCallException ? failure.getCause() : null;
        return refusal == null ? failure : refusal;
    }
}
