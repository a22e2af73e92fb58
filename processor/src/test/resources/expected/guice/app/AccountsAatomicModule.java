package app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import javax.annotation.processing.Generated;

/** Makes {@link AccountsAatomic} what Guice injects. Install it beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AccountsAatomicModule extends AbstractModule {
    /** Makes the module. */
    public AccountsAatomicModule() {
    }

    @Override
    protected void configure() {
        bind(AccountsAatomic.class);
    }

    @Provides
    Accounts accounts(AccountsAatomic wrapper) {
        return wrapper;
    }
}
