package dev.aatomic.micronaut;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.transaction.support.AbstractDataSourceTransactionManagerCondition;

/** Where the data source's transactions are JDBC's, by its {@code transaction-manager} property: as with what is replaced. */
@Introspected
final class JdbcTransactionsCondition extends AbstractDataSourceTransactionManagerCondition {

    JdbcTransactionsCondition() {}

    @Override
    protected String getTransactionManagerName() {
        return "jdbc";
    }
}
