package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the library asks of a database's family. Chosen once for a database, by {@link DialectChoice}. What is not said otherwise here is
 * what the JDBC specification promises. Thread-safe.
 */
public interface DatabaseDialect {

    /** How SQL text is read, and which statements commit. */
    SqlSyntax syntax();

    /** What OpenTelemetry's conventions name it, as {@code db.system.name}. */
    default String systemName() {
        return "other_sql";
    }

    /** Whether it has transactions at all. */
    default boolean hasTransactions() {
        return true;
    }

    /** What a failure means; other than in the SPI, never null. */
    default FailureMeaning meaningOf(SQLException failure) {
        return StandardFailures.meaningOf(failure);
    }

    default ReadOnly readOnly() {
        return ReadOnly.OF_CONNECTION;
    }

    /**
     * Whether the server itself refuses what writes in a transaction that was begun as one that only reads, functions that are called in a
     * query included.
     */
    default boolean enforcesReadOnly() {
        return false;
    }

    /** Whether the isolation is set by a statement of the transaction and ends with it, rather than on the connection. */
    default boolean setsIsolationInTransaction() {
        return false;
    }

    default Savepoints savepoints() {
        return Savepoints.RELEASED;
    }

    /** Sets a savepoint, which does what {@link #savepoints()} says. */
    default ResourceSavepoint setSavepoint(Connection connection, String name) throws SQLException {
        return JdbcSavepoint.set(connection, name, savepoints());
    }

    /** What the driver knows of the transaction on a connection, found as it begins; null if it knows nothing, or hides it. */
    default @Nullable DriverTransaction driverTransaction(Connection connection) {
        return null;
    }

    /** Whether the driver sends BEGIN ahead of the first statement and does not wait for its answer. */
    default boolean sendsBeginWithStatement() {
        return false;
    }

    /**
     * Whether the failure of a first statement says that the server had answered it, so that its BEGIN may have been refused alone. Asked
     * only where {@link #driverTransaction} found nothing.
     */
    default boolean isAnswer(Throwable failure) {
        return false;
    }

    /**
     * Whether a statement that failed may have ended the transaction although COMMIT would not say so: then a transaction with a failed
     * statement is tried before it is committed.
     */
    default boolean givesUpSilently() {
        return false;
    }

    /** Whether the database has rolled the whole transaction back with this failure of a statement, and begins another with the next. */
    default boolean rollsBackAll(SQLException failure) {
        return StandardFailures.isTransactionRollback(failure);
    }

    /**
     * As {@link #rollsBackAll}, where the failure alone does not tell that: asks the connection on which it came. If the transaction is gone,
     * another is open then, or begins with the next statement.
     */
    default boolean hasRolledBackAll(SQLException failure, Connection connection) {
        return rollsBackAll(failure);
    }

    /**
     * Whether it runs in this process, on the threads that call its driver. Such an engine may spin while it waits for another of them, and
     * a virtual thread that spins keeps its carrier: the other one might never run.
     */
    default boolean runsInProcess() {
        return false;
    }

    /** Whether a running statement can be cancelled. Where it cannot, the driver is not even asked: a pool may close on its answer. */
    default boolean cancelsStatements() {
        return true;
    }

    /** Reads in which schema names are looked up, and returns what sets that again. */
    default SchemaReset readSchema(Connection connection) throws SQLException {
        String original = connection.getSchema();
        return target -> target.setSchema(original);
    }

    /** Whether a rollback also undoes what was set for the session, such as its schema. */
    default boolean undoesSettings() {
        return false;
    }

    /** Whether switching autocommit is a round trip, which a pool with {@code autoCommit = false} spares. */
    default boolean switchesAutocommitByStatement() {
        return false;
    }

    /**
     * Names a transaction that begins, for whoever looks at the server's sessions.
     *
     * @return null if the database shows no name that ends with the transaction
     */
    default @Nullable TransactionName nameTransaction(String name, Connection connection) {
        return null;
    }

    /** What makes the database check the constraints that it has put off until COMMIT; null if it cannot, or puts none off. */
    default @Nullable String constraintCheck() {
        return null;
    }

    /**
     * Rolls the transaction back.
     *
     * @return what the server says that it could not undo; null for nothing
     */
    default @Nullable String rollback(Connection connection) throws SQLException {
        connection.rollback();
        return null;
    }
}
