package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;

/**
 * Apache Derby.
 *
 * <p>It cannot cancel a statement, and says so with the SQLState 0A000, on which HikariCP closes the connection at once: Derby refuses that
 * while a transaction is open, and the transaction would keep its locks for ever.
 */
record DerbyDialect(boolean runsInProcess) implements DatabaseDialect {

    @Override
    public String systemName() {
        return "derby";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }

    @Override
    public boolean cancelsStatements() {
        return false;
    }
}
