package dev.aatomic.runtime.internal.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/** Sets again in which schema a connection looks names up. */
@FunctionalInterface
public interface SchemaReset {

    void apply(Connection connection) throws SQLException;
}
