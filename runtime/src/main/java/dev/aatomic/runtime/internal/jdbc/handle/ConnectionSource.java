package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Connection;
import java.sql.SQLException;

/** Where {@link ScopeDataSource} gets its connections from: the engine. */
@FunctionalInterface
public interface ConnectionSource {

    /**
     * Opens a handle on the connection of the scope that is current here.
     *
     * @return the handle
     * @throws SQLException if the pool cannot give a connection
     */
    Connection open() throws SQLException;
}
