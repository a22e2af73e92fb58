package dev.aatomic.runtime.management;

import dev.aatomic.runtime.Transactions;
import java.util.List;

/**
 * The transactions of an application, for JMX: see {@link Transactions.Builder#registerMBean}. Safe for use by many threads. Each call looks
 * anew.
 */
public interface TransactionsMXBean {

    /**
     * The counts of each database.
     *
     * @return in the order in which the databases were given to the builder
     */
    List<DatabaseCounts> getDatabases();

    /**
     * Who holds and who waits, as in {@link Transactions#blocks()}.
     *
     * @return the blocks of all databases, those of each in that order
     */
    List<BlockData> getBlocks();

    /**
     * Who holds and who waits, as text.
     *
     * @return lines, each with its end
     */
    String dump();
}
