package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;

/** Apache Derby. */
final class DerbyDialect implements DatabaseDialect {

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }
}
