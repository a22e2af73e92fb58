package dev.aatomic.benchmarks.runtime.driver;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection that does nothing: at once, or after the time of a round trip where the client would wait for one. No proxy, so that a
 * call costs what a call costs.
 */
final class NoConnection implements Connection {

    private final DatabaseMetaData metaData = NoObjects.proxy(DatabaseMetaData.class, this);
    private boolean autoCommit = true;
    private final long tripNanos;
    private boolean closed;
    private boolean begun;

    NoConnection(long tripNanos) {
        this.tripNanos = tripNanos;
    }

    /** A statement, with the BEGIN before it. */
    void execute() {
        begun = true;
        trip();
    }

    private void trip() {
        if (tripNanos > 0) {
            long end = System.nanoTime() + tripNanos;
            for (long left = tripNanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void end() {
        if (begun) {
            begun = false;
            trip();
        }
    }

    @Override
    public Statement createStatement() {
        return NoObjects.proxy(Statement.class, this);
    }

    @Override
    public PreparedStatement prepareStatement(String a) {
        return NoStatement.of(this);
    }

    @Override
    public CallableStatement prepareCall(String a) {
        return NoObjects.proxy(CallableStatement.class, this);
    }

    @Override
    public String nativeSQL(String a) {
        return a;
    }

    @Override
    public void setAutoCommit(boolean a) {
        autoCommit = a;
    }

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }

    @Override
    public void commit() {
        end();
    }

    @Override
    public void rollback() {
        end();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public DatabaseMetaData getMetaData() {
        return metaData;
    }

    @Override
    public void setReadOnly(boolean a) {}

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void setCatalog(String a) {}

    @Override
    public String getCatalog() {
        return "";
    }

    @Override
    public void setTransactionIsolation(int a) {}

    @Override
    public int getTransactionIsolation() {
        return TRANSACTION_READ_COMMITTED;
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public void clearWarnings() {}

    @Override
    public Statement createStatement(int a, int b) {
        return NoObjects.proxy(Statement.class, this);
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b, int c) {
        return NoStatement.of(this);
    }

    @Override
    public CallableStatement prepareCall(String a, int b, int c) {
        return NoObjects.proxy(CallableStatement.class, this);
    }

    @Override
    public Map<String, Class<?>> getTypeMap() {
        return Map.of();
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> a) {}

    @Override
    public void setHoldability(int a) {}

    @Override
    public int getHoldability() {
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public Savepoint setSavepoint() {
        return new NoSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String a) {
        return new NoSavepoint();
    }

    @Override
    public void rollback(Savepoint a) {}

    @Override
    public void releaseSavepoint(Savepoint a) {}

    @Override
    public Statement createStatement(int a, int b, int c) {
        return NoObjects.proxy(Statement.class, this);
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b, int c, int d) {
        return NoStatement.of(this);
    }

    @Override
    public CallableStatement prepareCall(String a, int b, int c, int d) {
        return NoObjects.proxy(CallableStatement.class, this);
    }

    @Override
    public PreparedStatement prepareStatement(String a, int b) {
        return NoStatement.of(this);
    }

    @Override
    public PreparedStatement prepareStatement(String a, int[] b) {
        return NoStatement.of(this);
    }

    @Override
    public PreparedStatement prepareStatement(String a, String[] b) {
        return NoStatement.of(this);
    }

    @Override
    public Clob createClob() throws SQLFeatureNotSupportedException {
        throw refused("createClob");
    }

    @Override
    public Blob createBlob() throws SQLFeatureNotSupportedException {
        throw refused("createBlob");
    }

    @Override
    public NClob createNClob() throws SQLFeatureNotSupportedException {
        throw refused("createNClob");
    }

    @Override
    public SQLXML createSQLXML() throws SQLFeatureNotSupportedException {
        throw refused("createSQLXML");
    }

    @Override
    public boolean isValid(int a) {
        return !closed;
    }

    @Override
    public void setClientInfo(String a, String b) {}

    @Override
    public void setClientInfo(Properties a) {}

    @Override
    public String getClientInfo(String a) {
        return "";
    }

    @Override
    public Properties getClientInfo() {
        return new Properties();
    }

    @Override
    public Array createArrayOf(String a, Object[] b) throws SQLFeatureNotSupportedException {
        throw refused("createArrayOf");
    }

    @Override
    public Struct createStruct(String a, Object[] b) throws SQLFeatureNotSupportedException {
        throw refused("createStruct");
    }

    @Override
    public void setSchema(String a) {}

    @Override
    public String getSchema() {
        return "";
    }

    @Override
    public void abort(Executor a) {}

    @Override
    public void setNetworkTimeout(Executor a, int b) {}

    @Override
    public int getNetworkTimeout() {
        return 0;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    /** No form that is measured needs what a server would have to store. */
    private static SQLFeatureNotSupportedException refused(String method) {
        return new SQLFeatureNotSupportedException(
                "'" + method + "' was called on a connection that does nothing; expected what one UPDATE needs");
    }
}
