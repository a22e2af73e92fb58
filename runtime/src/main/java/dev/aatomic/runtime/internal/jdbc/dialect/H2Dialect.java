package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;

/** H2. Its {@code setReadOnly} does nothing. */
final class H2Dialect implements DatabaseDialect {

    private final boolean inProcess;

    H2Dialect(boolean inProcess) {
        this.inProcess = inProcess;
    }

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

    @Override
    public boolean runsInProcess() {
        return inProcess;
    }
}
