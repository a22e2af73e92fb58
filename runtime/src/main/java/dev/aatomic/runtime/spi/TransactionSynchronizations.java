package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Database;
import java.sql.Connection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in step with the transactions of one database, for whoever brings another library into blocks; {@code aatomic-hibernate} does.
 * Safe for use by many threads; each call is about the block that is current where it is made.
 */
public interface TransactionSynchronizations {

    /** What gives access to the engine, even where {@code Transactions} is a proxy of a container. */
    interface Source {

        /**
         * The synchronizations.
         *
         * @return of the same database
         */
        TransactionSynchronizations transactionSynchronizations();
    }

    /**
     * Those of a database.
     *
     * @param database a database of transactions that this library has built, or such transactions, or a proxy of either
     * @return its synchronizations
     * @throws IllegalArgumentException if this library did not build it
     */
    static TransactionSynchronizations of(Database database) {
        Object atomic = database.atomic();
        if (atomic instanceof Source source) {
            return source.transactionSynchronizations();
        }
        throw new IllegalArgumentException("database: found one whose atomic() is a '"
                + (atomic == null ? "null" : atomic.getClass().getName())
                + "'; expected one of transactions that Transactions.builder() has built, and no mock");
    }

    /**
     * The block that is current here.
     *
     * @return an object that identifies it; null where none is, as in the autocommit context, in a hook, or in a test outside its blocks
     */
    @Nullable
    Object block();

    /**
     * The outermost block around what is current here: the transaction.
     *
     * @return an object that identifies it; null where no block is current
     */
    @Nullable
    Object outermostBlock();

    /**
     * Whether the transaction is a part of a test, which rolls it back after its commit: what others keep of it in memory would be wrong
     * from then on.
     *
     * @return false too where no block is current
     */
    default boolean isInTest() {
        return false;
    }

    /**
     * The transaction of another library in which the outermost block around what is current here takes part.
     *
     * @return null where the transaction is the block's own, and where no block is current
     */
    @Nullable
    EnclosingTransaction enclosing();

    /**
     * What is kept in step with the transaction of the current block.
     *
     * @param key for which it is kept; compared by {@code equals}
     * @param creation makes it, where there is none yet; called by one thread
     * @param <S> its type
     * @return the same for all blocks of the transaction
     * @throws dev.aatomic.runtime.NoTransactionException if no block is current
     * @throws dev.aatomic.runtime.TransactionManagementException if the block has ended
     */
    <S extends TransactionSynchronization> S get(Object key, Supplier<S> creation);

    /**
     * What is kept in step already.
     *
     * @param key as for {@link #get}
     * @return it, or null where none was made, or no block is current
     */
    @Nullable
    TransactionSynchronization getIfPresent(Object key);

    /**
     * Calls a function while the calling thread holds the connection of the current block: at once where it does, as in a step, else in its
     * turn among the statements of the block, for which this waits.
     *
     * @param function what to do; a step, of which all rules for {@code submit} hold
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     * @throws dev.aatomic.runtime.TransactionException if the block does not take it
     */
    <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X;

    /**
     * Whether no other thread can be at work in the current block: the calling thread is in a step of it, or runs its body or a continuation.
     *
     * @return false too where no block is current
     */
    boolean isHeldHere();

    /**
     * A connection of the current block which stays usable to the end of the block, whichever step it was opened in. In a block nested in
     * this one it refuses to work.
     *
     * @return a handle
     * @throws dev.aatomic.runtime.NoTransactionException if no block is current
     */
    Connection connection();

    /**
     * Breaks the current block: until its end it refuses statements, and it will roll back, or the nearest block around it that has a
     * savepoint. The first cause counts.
     *
     * @param cause with which the caller is told of an unexpected rollback
     * @throws dev.aatomic.runtime.NoTransactionException if no block is current
     */
    void breakBlock(Throwable cause);
}
