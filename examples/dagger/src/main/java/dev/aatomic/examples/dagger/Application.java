package dev.aatomic.examples.dagger;

import dagger.BindsInstance;
import dagger.Component;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The application. The modules whose names end in {@code Aatomic…} are generated. */
@Singleton
// tag::setup[]
@Component(modules = {AccountsAatomicModule.class, JdbcLedgerAatomicModule.class, ApplicationModule.class})
// end::setup[]
interface Application {

    Payments payments();

    Transactions transactions();

    /** Makes the application. */
    static Application create(DataSource dataSource) {
        return DaggerApplication.factory().create(dataSource);
    }

    /** Makes the application. */
    @Component.Factory
    interface Factory {

        Application create(@BindsInstance DataSource dataSource);
    }
}
