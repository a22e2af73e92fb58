package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;

/** HSQLDB. A rollback to a savepoint ends that too. */
record HsqldbDialect(boolean runsInProcess) implements DatabaseDialect {

    /** The code with which the whole transaction was rolled back; others of class 40 have undone their statement alone. */
    private static final int ROLLED_BACK = -4861;

    @Override
    public String systemName() {
        return "hsqldb";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.HSQLDB;
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        return failure.getErrorCode() == ROLLED_BACK;
    }

    @Override
    public ResourceSavepoint setSavepoint(Connection connection, String name) throws SQLException {
        return HsqldbSavepoint.set(connection, name);
    }
}
