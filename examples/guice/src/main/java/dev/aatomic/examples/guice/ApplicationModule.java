package dev.aatomic.examples.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The application. The modules that it installs are generated. */
final class ApplicationModule extends AbstractModule {

    private final DataSource dataSource;

    ApplicationModule(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    protected void configure() {
        // tag::setup[]
        install(new AccountsAatomicModule());
        bind(Accounts.class).annotatedWith(AatomicDelegate.class).to(JdbcAccounts.class);
        // end::setup[]
        install(new JdbcLedgerAatomicModule());
    }

    @Provides
    @Singleton
    Transactions transactions() {
        return Transactions.builder().database("default", dataSource).build();
    }
}
