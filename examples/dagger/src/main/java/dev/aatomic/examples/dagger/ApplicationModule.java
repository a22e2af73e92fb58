package dev.aatomic.examples.dagger;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The bindings of the application. */
@Module
interface ApplicationModule {

    // tag::setup[]
    @Binds
    @AatomicDelegate
    Accounts accounts(JdbcAccounts implementation);
    // end::setup[]

    @Provides
    @Singleton
    static Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }
}
