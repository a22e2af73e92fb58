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
     * A thread-safe {@code DataSource} for libraries that are used in blocks and outside of them. Where a block is current its connections are
     * those of {@link #dataSource()}. Elsewhere, and where nothing is current since the context was lost, they are the pool's own: what is
     * done with them is in no block and commits as the library has it.
     *
     * @param pool of the same database. It had better not be that of the blocks, which counts on having that to itself
     * @return the data source, of which {@code unwrap} gives the pool
     */
    DataSource dataSource(DataSource pool);

    /**
     * A thread-safe {@code DataSource} for code that has a pool and knows nothing of blocks. Where a block is current, or a test that is rolled
     * back, {@code getConnection} throws an {@code SQLException} whose cause is a {@link TransactionManagementException}: what is done with
     * such a connection would commit on its own, and stay when the block is rolled back. Outside of blocks, in {@link #autocommit}, and in
     * hooks after the end it gives the pool's own connections.
     *
     * @param pool any pool; here that a block of whichever database is current counts for {@link Transactions}, and that one of this database
     *     does for {@link Transactions#database}
     * @return the data source, of which {@code unwrap} gives the pool
     */
    DataSource guard(DataSource pool);

    /**
     * The innermost open block.
     *
     * @return its scope
     * @throws NoTransactionException if no block is current here
     */
    Scope scope();
}
