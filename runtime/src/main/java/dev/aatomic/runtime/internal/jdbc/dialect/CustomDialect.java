package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A user's dialect, with its family's ways where it leaves them open.
 *
 * @param own the user's
 * @param family the library's own knowledge
 */
record CustomDialect(Dialect own, DatabaseDialect family) implements DatabaseDialect {

    @Override
    public String systemName() {
        return family.systemName();
    }

    @Override
    public SqlSyntax syntax() {
        return family.syntax();
    }

    @Override
    public boolean hasTransactions() {
        return family.hasTransactions();
    }

    @Override
    public Dialect.FailureMeaning meaningOf(SQLException failure) {
        Dialect.FailureMeaning said = own.meaningOf(failure);
        return said == null ? family.meaningOf(failure) : said;
    }

    @Override
    public Dialect.ReadOnly readOnly() {
        Dialect.ReadOnly said = own.readOnly();
        return said == null ? family.readOnly() : said;
    }

    /** As the family has it, unless the user has another way. */
    @Override
    public boolean enforcesReadOnly() {
        return own.readOnly() == null && family.enforcesReadOnly();
    }

    @Override
    public boolean setsIsolationInTransaction() {
        return family.setsIsolationInTransaction();
    }

    @Override
    public Dialect.Savepoints savepoints() {
        Dialect.Savepoints said = own.savepoints();
        return said == null ? family.savepoints() : said;
    }

    @Override
    public ResourceSavepoint setSavepoint(Connection connection, String name) throws SQLException {
        Dialect.Savepoints said = own.savepoints();
        return said == null ? family.setSavepoint(connection, name) : JdbcSavepoint.set(connection, name, said);
    }

    @Override
    public @Nullable DriverTransaction driverTransaction(Connection connection) {
        return family.driverTransaction(connection);
    }

    @Override
    public boolean sendsBeginWithStatement() {
        return family.sendsBeginWithStatement();
    }

    @Override
    public boolean isAnswer(Throwable failure) {
        return family.isAnswer(failure);
    }

    @Override
    public boolean givesUpSilently() {
        return family.givesUpSilently();
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        return family.rollsBackAll(failure);
    }

    @Override
    public boolean hasRolledBackAll(SQLException failure, Connection connection) {
        return family.hasRolledBackAll(failure, connection);
    }

    @Override
    public boolean runsInProcess() {
        return family.runsInProcess();
    }

    @Override
    public boolean cancelsStatements() {
        return family.cancelsStatements();
    }

    @Override
    public SchemaReset readSchema(Connection connection) throws SQLException {
        return family.readSchema(connection);
    }

    @Override
    public boolean undoesSettings() {
        return family.undoesSettings();
    }

    @Override
    public boolean switchesAutocommitByStatement() {
        return family.switchesAutocommitByStatement();
    }

    @Override
    public @Nullable TransactionName nameTransaction(String name, Connection connection) {
        return family.nameTransaction(name, connection);
    }

    @Override
    public @Nullable String constraintCheck() {
        return family.constraintCheck();
    }

    @Override
    public @Nullable String rollback(Connection connection) throws SQLException {
        return family.rollback(connection);
    }
}
