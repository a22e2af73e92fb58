package dev.aatomic.quarkus;

import dev.aatomic.runtime.Transactions;

/**
 * Has the last word on the application's transactions, after its configuration. Any number of beans; called by descending priority, once
 * each, as the transactions are built.
 */
@FunctionalInterface
public interface TransactionsBuilderCustomizer {

    /**
     * Changes the description.
     *
     * @param builder has the databases and all that the configuration says
     */
    void customize(Transactions.Builder builder);
}
