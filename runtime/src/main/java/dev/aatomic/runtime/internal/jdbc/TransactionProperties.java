package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Isolation, read-only and name of one transaction on a JDBC connection.
 *
 * <p>Read-only is announced before all else: what routes by it chooses the server then, and PostgreSQL's driver sends it with BEGIN. The
 * isolation is set before the transaction begins, unless the dialect says that a statement of the transaction sets it, which ends with
 * that. A pool whose connections have the wanted isolation by default costs nothing.
 */
final class TransactionProperties {

    private static final String NOT_SUPPORTED = "0A000";

    private final ManagedDatabase database;
    private final Isolation isolation;
    private final boolean readOnly;

    /** Null for one that is not told. */
    private final @Nullable SentName name;

    private boolean restoreReadOnly;
    private @Nullable String end;
    private @Nullable Integer originalIsolation;

    /** What the driver refused to be told, where it is not known yet whether that matters. */
    private @Nullable SQLException refused;

    TransactionProperties(ManagedDatabase database, Isolation isolation, boolean readOnly, @Nullable SentName name) {
        this.database = database;
        this.isolation = isolation;
        this.readOnly = readOnly;
        this.name = name;
    }

    Isolation isolation() {
        return isolation;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Tells the connection that the transaction only reads, before anything else reaches it. */
    void announceReadOnly(Connection connection) throws SQLException {
        DatabaseDialect known = database.knownDialect();
        boolean tells = readOnly && (known == null || known.readOnly().connection());
        if (!tells) {
            return;
        }
        try {
            if (!connection.isReadOnly()) {
                connection.setReadOnly(true);
                restoreReadOnly = true;
            }
        } catch (SQLException e) {
            refused = e;
        }
    }

    /** Sets what must be set while autocommit is still on, or nothing has been sent. */
    void beforeBegin(Connection connection, DatabaseDialect dialect) throws SQLException {
        if (refused != null && dialect.readOnly().connection() && !isKeptOtherwise(refused, dialect)) {
            throw refused;
        }
        if (wantsIsolation(connection) && !dialect.setsIsolationInTransaction()) {
            setIsolation(connection);
        }
    }

    /** Whether nobody needs what the driver cannot do: the statements are looked at anyway. */
    private static boolean isKeptOtherwise(SQLException refused, DatabaseDialect dialect) {
        boolean cannot =
                refused instanceof SQLFeatureNotSupportedException || NOT_SUPPORTED.equals(refused.getSQLState());
        return cannot && dialect.readOnly().checked();
    }

    private void setIsolation(Connection connection) throws SQLException {
        int usual = database.defaultIsolation(connection);
        Set<Isolation> supported = database.isolations(connection);
        if (!supported.contains(isolation)) {
            if (usual > jdbcLevel(isolation)) {
                // More than was asked for.
                return;
            }
            throw new SQLFeatureNotSupportedException(
                    "isolation: found " + isolation + ", which database '" + database.name()
                            + "' does not have; expected one of " + supported
                            + ". Ask for one of these on the outermost block, or leave isolation out",
                    NOT_SUPPORTED);
        }
        originalIsolation = usual;
        connection.setTransactionIsolation(jdbcLevel(isolation));
    }

    /** Sets the rest, once autocommit is off. */
    void afterBegin(Connection connection, DatabaseDialect dialect) throws SQLException {
        String naming = name == null ? null : name.begin(connection, dialect);
        if (wantsIsolation(connection) && dialect.setsIsolationInTransaction()) {
            String setting =
                    "SET TRANSACTION ISOLATION LEVEL " + isolation.name().replace('_', ' ');
            // Both in one round trip.
            execute(connection, naming == null ? setting : setting + "; " + naming);
        } else if (naming != null) {
            execute(connection, naming);
        }
        if (readOnly && isolation == Isolation.DEFAULT && dialect.enforcesReadOnly()) {
            // The end asks for it, when it is too late for a question.
            database.defaultIsolation(connection);
        }
        String begin = dialect.readOnly().begin();
        if (readOnly && begin != null) {
            end = dialect.readOnly().end();
            execute(connection, begin);
        }
    }

    /** Puts back what was set, after the end of the transaction. */
    void restore(Connection connection) throws SQLException {
        if (end != null) {
            execute(connection, end);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
        if (restoreReadOnly) {
            connection.setReadOnly(false);
        }
        if (originalIsolation != null) {
            connection.setTransactionIsolation(originalIsolation);
        }
        if (name != null) {
            name.restore(connection);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean wantsIsolation(Connection connection) throws SQLException {
        return isolation != Isolation.DEFAULT && database.defaultIsolation(connection) != jdbcLevel(isolation);
    }

    /** Whether nothing could be written, and nothing that was read can be refused with COMMIT. */
    boolean commitTellsNothing(DatabaseDialect dialect) {
        boolean isSerializable = isolation == Isolation.DEFAULT
                ? database.mayBeSerializableByDefault()
                : isolation == Isolation.SERIALIZABLE;
        return readOnly && dialect.enforcesReadOnly() && !isSerializable;
    }

    static int jdbcLevel(Isolation isolation) {
        return switch (isolation) {
            case READ_UNCOMMITTED -> Connection.TRANSACTION_READ_UNCOMMITTED;
            case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
            case DEFAULT -> throw new IllegalStateException("The default has no level");
        };
    }
}
