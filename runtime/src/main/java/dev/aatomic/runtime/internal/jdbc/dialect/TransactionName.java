package dev.aatomic.runtime.internal.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/** A name that a transaction shows on the server until its end. Used by whoever holds the lane. */
public interface TransactionName {

    /** The statement of the transaction that gives it. It is no query: what must come before the first query may follow it. */
    String sql();

    /** After the transaction's end: takes it off the session, where something has made it the session's own. */
    void takeOff(Connection connection) throws SQLException;
}
