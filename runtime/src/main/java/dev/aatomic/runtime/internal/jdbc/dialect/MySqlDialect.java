package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * MySQL and MariaDB, through either's driver. A deadlock takes the whole transaction along, and the next statement begins another.
 *
 * <p>Codes: "Server Error Message Reference" of MySQL, "MariaDB Error Codes".
 */
final class MySqlDialect implements DatabaseDialect {

    private static final int DEADLOCK = 1213;

    /** MariaDB: the row was changed since the snapshot ({@code innodb_snapshot_isolation}). Takes the whole transaction along, too. */
    private static final int CHANGED_SINCE = 1020;

    /** Undoes its statement alone. MySQL's driver gives it the SQLState of a deadlock. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private static final int NOT_ROLLED_BACK = 1196;

    private final ReadOnly readOnly;

    /** The server's {@code innodb_rollback_on_timeout}, which only its start can change; null until it was asked for. */
    private volatile @Nullable Boolean rollbackOnTimeout;

    private final boolean sendsSeveral;
    private final String systemName;

    /**
     * For a server and a driver.
     *
     * @param readOnly how these two keep a transaction from writing
     */
    MySqlDialect(ReadOnly readOnly) {
        this(readOnly, false, "mysql");
    }

    /**
     * As {@link #MySqlDialect(ReadOnly)}.
     *
     * @param sendsSeveral whether the driver sends several statements in one text, as {@code allowMultiQueries} has it
     * @param systemName which of the two the server is
     */
    MySqlDialect(ReadOnly readOnly, boolean sendsSeveral, String systemName) {
        this.readOnly = readOnly;
        this.sendsSeveral = sendsSeveral;
        this.systemName = systemName;
    }

    @Override
    public String systemName() {
        return systemName;
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.MYSQL;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DEADLOCK, CHANGED_SINCE -> FailureMeaning.RETRYABLE;
            case LOCK_WAIT_TIMEOUT -> FailureMeaning.REFUSED;
            default -> StandardFailures.meaningOf(failure);
        };
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DEADLOCK, CHANGED_SINCE -> true;
            case LOCK_WAIT_TIMEOUT -> false;
            default -> StandardFailures.isTransactionRollback(failure);
        };
    }

    /** {@inheritDoc} What a lock wait timeout takes along is a setting of the server. */
    @Override
    public boolean hasRolledBackAll(SQLException failure, Connection connection) {
        return failure.getErrorCode() == LOCK_WAIT_TIMEOUT ? rollsBackOnTimeout(connection) : rollsBackAll(failure);
    }

    private boolean rollsBackOnTimeout(Connection connection) {
        Boolean known = rollbackOnTimeout;
        if (known == null) {
            try (Statement statement = connection.createStatement();
                    ResultSet setting = statement.executeQuery("SELECT @@innodb_rollback_on_timeout")) {
                known = setting.next() && setting.getBoolean(1);
            } catch (SQLException noSuchSetting) {
                logger().log(
                                System.Logger.Level.DEBUG,
                                "A lock wait timeout is taken to undo its statement alone, as is the default",
                                noSuchSetting);
                known = false;
            }
            rollbackOnTimeout = known;
        }
        return known;
    }

    @Override
    public ReadOnly readOnly() {
        return readOnly;
    }

    @Override
    public @Nullable DriverTransaction driverTransaction(Connection connection) {
        return MySqlTransaction.of(connection);
    }

    @Override
    public boolean switchesAutocommitByStatement() {
        return true;
    }

    @Override
    public ResourceSavepoint setSavepoint(Connection connection, String name) throws SQLException {
        return MySqlSavepoint.set(connection, name, sendsSeveral);
    }

    @Override
    public @Nullable String rollback(Connection connection) throws SQLException {
        return rollback(connection, "ROLLBACK");
    }

    /**
     * Rolls back by a statement: for its warnings, which the server counts in the answer, and because MariaDB's driver sends nothing for
     * {@code rollback()} where it believes that no transaction is open, as after work on tables without transactions.
     *
     * @return the server's words for what it could not undo; null for nothing
     */
    static @Nullable String rollback(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                if (warning.getErrorCode() == NOT_ROLLED_BACK) {
                    return warning.getMessage();
                }
            }
        }
        return null;
    }

    private static System.Logger logger() {
        return System.getLogger(MySqlDialect.class.getName());
    }
}
