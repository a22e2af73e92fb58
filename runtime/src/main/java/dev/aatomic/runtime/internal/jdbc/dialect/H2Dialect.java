package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;

/** H2. Its {@code setReadOnly} does nothing. */
record H2Dialect(boolean runsInProcess) implements DatabaseDialect {

    @Override
    public String systemName() {
        return "h2database";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.H2;
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.CHECKED;
    }
}
