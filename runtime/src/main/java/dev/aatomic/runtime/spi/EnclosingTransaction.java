package dev.aatomic.runtime.spi;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A transaction of another library, in which blocks take part. Asked on its own thread; {@link #flush}, {@link #clear},
 * {@link #setRollbackOnly} and {@link #whenEnded} come from any, while its own waits for the block.
 */
public interface EnclosingTransaction {

    /**
     * What to call it in messages.
     *
     * @return for example {@code Spring transaction 'Accounts.transfer'}
     */
    String name();

    /**
     * Its connection, lent to a block until that ends: neither committed, nor rolled back but to savepoints, nor closed by it. The block's
     * thread waits meanwhile, and others may use it.
     *
     * @return the connection
     * @throws SQLException if there is none
     */
    Connection connection() throws SQLException;

    /**
     * Its isolation; a block that asks for a stricter one fails.
     *
     * @return the isolation, as far as it is known
     */
    Isolation isolation();

    /**
     * Whether it only reads; a block that says it writes fails.
     *
     * @return whether it only reads
     */
    boolean isReadOnly();

    /**
     * Sends what it still holds back to its connection, as an object-relational mapper does with its changes: before a savepoint of a
     * block is set, so that a rollback of the block leaves it, and before the block ends, so that the block answers for it. Not called
     * of a transaction that only reads. By default there is nothing to send.
     *
     * @throws SQLException if the database refuses it
     */
    default void flush() throws SQLException {}

    /**
     * Something was rolled back to a savepoint: what it keeps in memory of the database may never have been there, and must not be
     * written later. By default there is nothing to forget.
     */
    default void clear() {}

    /** It must not commit, since a block that took part and has no savepoint of its own failed. */
    void setRollbackOnly();

    /**
     * Calls the action once, on its own thread, when the transaction is over. What it throws after a commit is to reach whoever opened
     * the transaction.
     *
     * @param action told what became of the transaction
     */
    void whenEnded(Consumer<Outcome> action);
}
