package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/**
 * A database that nobody here has heard of: what its driver says of it.
 *
 * @param hasTransactions whether a block can promise anything
 * @param syntax how its SQL is read
 * @param savepoints what it does with them
 */
record OtherDialect(boolean hasTransactions, SqlSyntax syntax, Savepoints savepoints) implements DatabaseDialect {

    /** Of which its driver says nothing. */
    static final OtherDialect UNKNOWN = new OtherDialect(true, SqlSyntax.OTHER, Savepoints.RELEASED);

    /** Asks the driver. */
    static OtherDialect of(DatabaseMetaData metaData) throws SQLException {
        return new OtherDialect(
                metaData.supportsTransactions(),
                metaData.dataDefinitionCausesTransactionCommit() ? SqlSyntax.OTHER_COMMITTING : SqlSyntax.OTHER,
                metaData.supportsSavepoints() ? Savepoints.RELEASED : Savepoints.NONE);
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.CHECKED;
    }

    @Override
    public boolean givesUpSilently() {
        return true;
    }
}
