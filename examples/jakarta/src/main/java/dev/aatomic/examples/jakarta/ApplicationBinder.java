package dev.aatomic.examples.jakarta;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** The application. */
final class ApplicationBinder extends AbstractBinder {

    private final DataSource dataSource;

    ApplicationBinder(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    protected void configure() {
        Transactions transactions =
                Transactions.builder().database("default", dataSource).build();
        bind(transactions).to(Transactions.class);
        bind(AatomicJooq.dsl(transactions, SQLDialect.H2)).to(DSLContext.class);
        // tag::setup[]
        bind(AccountsAatomic.class).to(Accounts.class).in(Singleton.class).ranked(1);
        bind(JooqAccounts.class)
                .to(Accounts.class)
                .in(Singleton.class)
                .qualifiedBy(JooqAccounts.class.getAnnotation(AatomicDelegate.class));
        // end::setup[]
        bind(JooqLedgerAatomic.class).to(Ledger.class).in(Singleton.class).ranked(1);
        bindAsContract(JooqLedger.class).in(Singleton.class);
        bindAsContract(Payments.class).in(Singleton.class);
    }
}
