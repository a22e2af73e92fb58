package dev.aatomic.runtime.spi;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A transaction of another library, in which blocks take part. Called on the transaction's own thread; only {@link #flush}, {@link #clear},
 * {@link #resources}, {@link #setRollbackOnly}, {@link #beginUse}, {@link #endUse}, {@link #evict},
 * {@link #giveBack} and {@link #whenEnded} are called on any thread, while its own waits for the block.
 */
public interface EnclosingTransaction {

    /**
     * What to call it in messages.
     *
     * @return for example {@code Spring transaction 'Accounts.transfer'}
     */
    String name();

    /**
     * Its connection, lent to a block until that ends. The block does not commit it, does not close it, and rolls it back to savepoints
     * only. The block's thread waits meanwhile, and other threads may use the connection.
     *
     * @return the connection
     * @throws SQLException if there is none
     */
    Connection connection() throws SQLException;

    /**
     * Calls what closes the connection under whoever is stuck in it, unless that has gone back since the transaction is over. By default it has
     * not.
     *
     * @param closing closes it physically
     */
    default void evict(Runnable closing) {
        closing.run();
    }

    /** The block does not need the connection any more. Called once for each time that {@link #connection} lent it. */
    default void giveBack() {}

    /**
     * Begins a use of the connection. Where another thread may end the transaction, as a timeout does, that thread must not let go of the
     * connection before {@link #endUse}: what is sent on it afterwards would be somebody else's, or would commit alone. By default nobody
     * ends it before the block does.
     *
     * @return false if the transaction is over, or is being ended: the connection is not used
     */
    default boolean beginUse() {
        return true;
    }

    /** Ends a use of the connection which was begun. One use may be begun within another. */
    default void endUse() {}

    /**
     * Whether it is known that it will roll back, or has, and blocks cannot take part in it for that: one that would is refused. By default
     * they can.
     *
     * @return true to have blocks refused
     */
    default boolean isRollbackOnly() {
        return false;
    }

    /**
     * Its isolation; a block that asks for a stricter one fails.
     *
     * @return the isolation, as far as it is known
     */
    Isolation isolation();

    /**
     * Whether it only reads; a block that is set to write fails.
     *
     * @return whether it only reads
     */
    boolean isReadOnly();

    /**
     * Sends what it still holds back to its connection, as an object-relational mapper does with its changes. Called before a savepoint of
     * a block is set, so that a rollback of the block leaves those changes, and before the block ends, so that the block answers for them.
     * Not called for a transaction that only reads. By default there is nothing to send.
     *
     * @throws SQLException if the database refuses it
     */
    default void flush() throws SQLException {}

    /**
     * Forgets what it keeps in memory of the database, after a rollback to a savepoint: this may never have been in the database, and must
     * not be written later. By default there is nothing to forget.
     */
    default void clear() {}

    /**
     * What it works with beside its connection, such as the persistence context of an object-relational mapper. Whoever brings such a mapper
     * into blocks uses it in those that take part, in place of one of its own, which would know nothing of its changes.
     *
     * @return what was there when the block began to take part; by default nothing
     */
    default Collection<?> resources() {
        return List.of();
    }

    /** Keeps it from committing, since a block that took part and has no savepoint of its own failed. */
    void setRollbackOnly();

    /**
     * Calls the action once, on the transaction's own thread, when the transaction is over. What the action throws after a commit must
     * reach whoever opened the transaction.
     *
     * @param action told what became of the transaction
     */
    void whenEnded(Consumer<Outcome> action);
}
