package dev.aatomic.runtime.jooq;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.operations.ThreadBlock;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;

/** Gives jOOQ a handle on the current scope's connection. */
final class ScopeConnectionProvider implements ConnectionProvider {

    private final Database database;

    ScopeConnectionProvider(Database database) {
        this.database = database;
    }

    @Override
    public Connection acquire() {
        try {
            return ThreadBlock.connection(database, "a jOOQ statement");
        } catch (SQLException e) {
            if (e.getCause() instanceof TransactionException refusal) {
                // jOOQ's user need not look for it under JDBC's exceptions.
                throw refusal;
            }
            throw new DataAccessException("No connection of the current scope could be had", e);
        }
    }

    @Override
    public void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataAccessException("A handle on the scope's connection could not be closed", e);
        }
    }
}
