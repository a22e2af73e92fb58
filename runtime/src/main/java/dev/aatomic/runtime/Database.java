package dev.aatomic.runtime;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The operations of {@link Transactions}, bound to one database. */
public interface Database extends TransactionOperations {

    /**
     * A block with the default settings on this database.
     *
     * @return an immutable, reusable, reentrant block
     */
    Atomic atomic();

    /**
     * Runs a function outside any block, on purpose: until it returns, statements submitted on this thread commit one by one and
     * hooks run at once. A block opened in it is outermost.
     *
     * <p>The <em>autocommit context</em>, which is current until then, holds no connection; each step takes one for itself. The end of a
     * block around the call waits for the steps submitted in it, so a step fails with {@link PoolDeadlockException} if that block and
     * others like it hold all connections. If the block fails, what was submitted here goes on by itself. A step that fails breaks no
     * block.
     *
     * @param body the function; a stage it returns keeps the context for the continuations attached inside
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     */
    <T extends @Nullable Object, X extends Throwable> T autocommit(CheckedSupplier<T, X> body) throws X;

    /**
     * A thread-safe {@code DataSource} for libraries that take one. Its connections are handles on the connection of the block that is
     * current where {@code getConnection} is called. Closing a handle closes what was opened through it, not the connection. Blocking: a
     * call on a handle waits until the statements of the scope before it are done. In the autocommit context a handle has a connection of
     * its own until it is closed.
     *
     * @return the data source; where no scope is current {@code getConnection} throws an {@code SQLException} whose cause is a
     *     {@link NoTransactionException}: JDBC code gets whatever is refused on a JDBC object as an {@code SQLException}
     */
    DataSource dataSource();

    /**
     * The innermost open block.
     *
     * @return its scope
     * @throws NoTransactionException if no block is current here
     */
    Scope scope();
}
