package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;

/**
 * Has the last word on the application's transactions, after the properties. Any number of beans; called in their order, once each, as the
 * transactions are built.
 */
@FunctionalInterface
public interface TransactionsBuilderCustomizer {

    /**
     * Changes the description.
     *
     * @param builder has the databases and all that the properties say
     */
    void customize(Transactions.Builder builder);
}
