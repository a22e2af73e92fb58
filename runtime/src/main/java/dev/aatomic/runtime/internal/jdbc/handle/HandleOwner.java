package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What the handles of a scope ask of it: a turn on the connection. The scopes of the engine implement it. */
public interface HandleOwner {

    /** What a call does, which decides whether a broken block refuses it. */
    enum Kind {
        /** Sends SQL: begins the transaction where none is begun, is refused by a broken block, breaks it by failing. */
        STATEMENT,
        /** Sends a large object ahead of its statement, and not as SQL. A {@link #STATEMENT} for the owner, who is told of it inside the call. */
        UPLOAD,
        /** Prepares a statement: not refused by a broken block, since nothing is executed, but breaks it by failing. */
        PREPARE,
        /**
         * Gives the driver's own object out, whose statements go past the scope: begins the transaction and sets the savepoints as a
         * statement does, and counts as a statement that may have failed.
         */
        UNWRAP,
        /** Fetches from an open cursor: not refused by a broken block, but breaks it by failing. */
        FETCH,
        /** Reads or changes a property of the connection, closes something: neither refused nor breaking. */
        PROPERTY
    }

    /**
     * Makes a call on the driver when the scope has its turn, and waits for it: at once on a thread that runs the scope's lane,
     * else after what was submitted before. The owner marks the block for rollback if the call of a breaking kind throws.
     *
     * @param kind what the call does
     * @param statement the statement that the call executes or fetches from, for cancellation: the user's handle, or the driver's own;
     *     null where there is none, as for a query of the metadata
     * @param call the call
     * @param <T> what it returns
     * @return what the driver returned
     * @throws SQLException what the driver threw
     * @throws dev.aatomic.runtime.TransactionManagementException if the scope refuses the call
     */
    <T extends @Nullable Object> T call(Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException;

    /**
     * Whether the scope has not ended yet. Answered at once, on any thread.
     *
     * @return false once no call can succeed any more
     */
    boolean isOpen();

    /**
     * Whether each statement commits alone.
     *
     * @return true in the autocommit context, false in a block
     */
    boolean isAutocommit();

    /**
     * Whether the connection is a test's, which is to be rolled back. Answered at once, on any thread.
     *
     * @return false outside of tests
     */
    default boolean isInTest() {
        return false;
    }

    /**
     * By which rules SQL text that is about to be sent, or prepared, is looked at. Notes what the end has to know of it. Asks the database
     * only the first time.
     *
     * @param sql the text
     * @return the rules
     * @throws SQLException what the driver threw
     */
    SqlRules sqlRules(String sql) throws SQLException;

    /**
     * Whether a setting of the session that is changed in a transaction is undone by its rollback, so that it is to be changed in one. Asks
     * the database only the first time.
     *
     * @return false in the autocommit context, and where settings stay
     * @throws SQLException what the driver threw
     */
    boolean undoesSettings() throws SQLException;

    /**
     * Reads in which schema names are looked up. Called only inside a {@link #call}.
     *
     * @param connection the pool's connection
     * @return sets that again
     * @throws SQLException what the driver threw
     */
    HandleLedger.Restoration readSchema(Connection connection) throws SQLException;

    /**
     * Whether the transaction is known to be open on the server. Asked only inside a {@link #call}.
     *
     * @return false where the driver does not say so
     */
    boolean isKnownOpen();

    /**
     * Makes sure that a read-only transaction is begun as one: before what is not SQL a driver may begin another. Asked only inside a
     * {@link #call}.
     *
     * @throws SQLException what the driver threw
     */
    default void beforeOtherThanSql() throws SQLException {}

    /**
     * Sets a manual savepoint of the block.
     *
     * @param name the user's name for it, null for an unnamed one
     * @return the savepoint
     * @throws SQLException what the driver threw
     */
    SavepointHandle setSavepoint(@Nullable String name) throws SQLException;

    /**
     * Rolls back to a manual savepoint of the block.
     *
     * @param savepoint from {@link #setSavepoint}, if it is {@linkplain SavepointHandle#checkOurs ours}
     * @throws SQLException what the driver threw
     */
    void rollbackTo(SavepointHandle savepoint) throws SQLException;

    /**
     * Releases a manual savepoint of the block.
     *
     * @param savepoint from {@link #setSavepoint}, if it is {@linkplain SavepointHandle#checkOurs ours}
     * @throws SQLException what the driver threw
     */
    void releaseSavepoint(SavepointHandle savepoint) throws SQLException;

    /**
     * The ledger of what is open and what was changed through the handles of this owner. The handles ask for it only inside a
     * {@link #call}, and only when they have something to enter or to take out.
     *
     * @return the ledger; the same for each call
     */
    HandleLedger ledger();

    /**
     * A handle was closed by the user; told once for each handle, outside any {@link #call}, when what was opened through the
     * handle is closed. Ends the borrowing of an owner that lives only for its handle.
     */
    void handleClosed();
}
