package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.resource.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A resource whose work is done through JDBC: what the handles of a block need of it, besides what its transaction needs. */
public interface JdbcSession extends Resource {

    Connection connection();

    /**
     * Begins a use of a connection that was lent, and that may go back to where it is from on another thread.
     *
     * @return false if it has gone, or is about to: it is not used
     */
    boolean beginUse();

    /** Ends a use that was begun. */
    void endUse();

    /** Notes that a statement is about to be executed: a cancel finds it from now on. */
    void statementStarts(Statement statement);

    /** The statement is over. Does nothing where none runs. */
    void statementEnded();

    /** The statement that has just ended has failed. */
    void statementFailed();

    /** A property of the connection was read or changed, which may have sent SQL. */
    void propertyTouched() throws SQLException;

    /** Whether the server is known to be in the transaction, and has not given it up. */
    boolean isKnownOpen();

    /**
     * Whether the answer to COMMIT tells nothing, since the transaction could only read, and nothing that it has read can be refused with it
     * any more.
     */
    boolean commitTellsNothing();

    /** Properties are being put back, after the transaction's end. */
    void propertiesRestored();

    /** Something that is not SQL may be sent next: a transaction that is to read only is begun as one, if it is not open on the server. */
    void beforeOtherThanSql() throws SQLException;

    /** The user has the driver's own objects, and may send statements past this. */
    void unwrapped();

    boolean isUnwrapped();

    /** Ends a COPY that was begun past this and left open: until its end no other call on the connection returns. */
    PostgresCopy.End endCopy();

    /** Makes the library whose connection was lent send what it holds back. */
    void flush() throws SQLException;

    /** {@link #flush} before a savepoint is set: what the database refuses then was there before that savepoint. */
    void flushBeforeSavepoint() throws SQLException;
}
