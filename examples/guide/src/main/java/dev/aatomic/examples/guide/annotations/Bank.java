package dev.aatomic.examples.guide.annotations;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.math.BigDecimal;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** Puts the accounts together and uses them. */
final class Bank {

    private Bank() {}

    static Receipt use(Transactions transactions, BigDecimal ten) {
        // tag::use[]
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        Accounts accounts = new AccountsAatomic(new JooqAccounts(dsl), transactions);

        Receipt receipt = accounts.transfer(1, 2, ten).toCompletableFuture().join(); // committed
        // end::use[]
        return receipt;
    }
}
