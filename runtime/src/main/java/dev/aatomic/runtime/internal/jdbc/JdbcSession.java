package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.resource.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A resource whose work is done through JDBC: what the handles of a block need of it beside what its transaction does. */
public interface JdbcSession extends Resource {

    Connection connection();

    /** A statement is about to be executed, which a cancel finds from now on. */
    void statementStarts(Statement statement);

    /** The statement is over. Does nothing where none runs. */
    void statementEnded();

    /** A property of the connection was read or changed, which may have sent SQL. */
    void propertyTouched();

    /** Properties are being put back, after the transaction's end. */
    void propertiesRestored();

    /** The user has the driver's own objects, and may send statements past this. */
    void unwrapped();

    boolean isUnwrapped();

    /** Ends a COPY that was left open past this: until its end no other call on the connection returns. */
    PostgresCopy.End endCopy();

    /** The library whose connection was lent sends what it holds back. */
    default void flush() throws SQLException {}

    /** {@link #flush}, where what is refused then was there before the savepoint that is to be set. */
    default void flushBeforeSavepoint() throws SQLException {}
}
