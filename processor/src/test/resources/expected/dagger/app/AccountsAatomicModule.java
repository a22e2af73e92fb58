package app;

import dagger.Binds;
import dagger.Module;
import javax.annotation.processing.Generated;

/** Makes {@link AccountsAatomic} what Dagger injects. Name it in the component beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Module
public interface AccountsAatomicModule {
    @Binds
    Accounts accounts(AccountsAatomic wrapper);
}
