package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleLedger;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.jdbc.handle.SavepointHandle;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The handles of what is outside any block in a test: each statement stands alone, on the connection of the test.
 *
 * @param host the test, or the block in it in whose autocommit context the handle is used
 * @param owner of the host's own handles
 */
record AloneOwner(BlockScope host, HandleOwner owner) implements HandleOwner {

    @Override
    public <T extends @Nullable Object> T call(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        return owner.call(
                kind,
                statement,
                kind == Kind.PROPERTY || kind == Kind.UNWRAP ? call : new AloneCall<>(host, kind, call));
    }

    @Override
    public boolean isOpen() {
        return owner.isOpen();
    }

    @Override
    public boolean isInTest() {
        return true;
    }

    @Override
    public boolean isAutocommit() {
        return true;
    }

    /** What would end the transaction would end the test's. */
    @Override
    public SqlRules sqlRules(String sql) throws SQLException {
        return owner.sqlRules(sql);
    }

    @Override
    public boolean undoesSettings() throws SQLException {
        return owner.undoesSettings();
    }

    @Override
    public HandleLedger.Restoration readSchema(Connection connection) throws SQLException {
        return owner.readSchema(connection);
    }

    @Override
    public boolean isKnownOpen() {
        return owner.isKnownOpen();
    }

    @Override
    public SavepointHandle setSavepoint(@Nullable String name) {
        throw noSavepoints();
    }

    @Override
    public void rollbackTo(SavepointHandle savepoint) {
        throw noSavepoints();
    }

    @Override
    public void releaseSavepoint(SavepointHandle savepoint) {
        throw noSavepoints();
    }

    private TransactionManagementException noSavepoints() {
        return new TransactionManagementException(
                "A savepoint was used outside any block in test " + host.root().place()
                        + ", where each statement stands alone: open a block with atomic()",
                null);
    }

    @Override
    public HandleLedger ledger() {
        return owner.ledger();
    }

    @Override
    public void handleClosed() {
        owner.handleClosed();
    }

    @Override
    public String toString() {
        return "a statement outside any block in test " + host.root().place();
    }
}
