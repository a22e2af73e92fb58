package dev.aatomic.runtime.spi;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A transaction of another library, in which blocks take part. Asked on its own thread; {@link #setRollbackOnly} and {@link #whenEnded} come
 * from any, while its own waits for the block.
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

    /** It must not commit, since a block that took part and has no savepoint of its own failed. */
    void setRollbackOnly();

    /**
     * Calls the action once, on its own thread, when the transaction is over. What it throws after a commit is to reach whoever opened the transaction.
     *
     * @param action told what became of the transaction
     */
    void whenEnded(Consumer<Outcome> action);
}
