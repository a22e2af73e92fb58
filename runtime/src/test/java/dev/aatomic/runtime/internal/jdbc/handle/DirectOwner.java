package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An owner that gives every call its turn at once, and remembers what was called. */
final class DirectOwner implements HandleOwner {

    final List<Kind> kinds = new ArrayList<>();
    final List<@Nullable Statement> statements = new ArrayList<>();
    final List<String> savepoints = new ArrayList<>();
    boolean autocommit;
    boolean ended;
    int handlesClosed;
    private final Connection connection;
    private @Nullable HandleLedger ledger;

    DirectOwner(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T extends @Nullable Object> T call(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        checkOpen();
        kinds.add(kind);
        statements.add(statement);
        return call.apply(connection);
    }

    private void checkOpen() {
        if (ended) {
            throw new TransactionManagementException("The scope has ended.", null);
        }
    }

    /** The kinds of the calls since the last question. */
    List<Kind> takeKinds() {
        List<Kind> taken = List.copyOf(kinds);
        kinds.clear();
        statements.clear();
        return taken;
    }

    boolean hasLedger() {
        return ledger != null;
    }

    @Override
    public boolean isOpen() {
        return !ended;
    }

    @Override
    public boolean isAutocommit() {
        return autocommit;
    }

    @Override
    public HandleLedger.Restoration readSchema(Connection from) throws SQLException {
        String original = from.getSchema();
        return target -> target.setSchema(original);
    }

    @Override
    public SqlRules sqlRules(String sql) throws SQLException {
        checkOpen();
        DatabaseMetaData metaData = connection.getMetaData();
        boolean isH2 = metaData != null && "H2".equals(metaData.getDatabaseProductName());
        SqlSyntax syntax = isH2 ? SqlSyntax.H2 : SqlSyntax.OTHER;
        return autocommit ? syntax.inAutocommit() : syntax.inTransaction();
    }

    @Override
    public boolean undoesSettings() {
        return false;
    }

    @Override
    public boolean isKnownOpen() {
        return false;
    }

    @Override
    public SavepointHandle setSavepoint(@Nullable String name) {
        checkOpen();
        savepoints.add("set " + name);
        return SavepointHandle.of(name);
    }

    @Override
    public void rollbackTo(SavepointHandle savepoint) throws SQLException {
        checkOpen();
        savepoint.checkOurs();
        savepoints.add("rollback to " + savepoint.getSavepointName());
    }

    @Override
    public void releaseSavepoint(SavepointHandle savepoint) throws SQLException {
        checkOpen();
        savepoint.checkOurs();
        savepoints.add("release " + savepoint.getSavepointName());
    }

    @Override
    public HandleLedger ledger() {
        if (ledger == null) {
            ledger = new HandleLedger();
        }
        return ledger;
    }

    @Override
    public void handleClosed() {
        handlesClosed++;
    }

    @Override
    public String toString() {
        return "a block of orders";
    }
}
