package app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import javax.annotation.processing.Generated;

/** Makes {@link JooqLedgerAatomic} what Guice injects. Install it beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class JooqLedgerAatomicModule extends AbstractModule {
    /** Makes the module. */
    JooqLedgerAatomicModule() {
    }

    @Override
    protected void configure() {
        bind(JooqLedgerAatomic.class);
    }

    @Provides
    @Fast
    Ledger ledger(JooqLedgerAatomic wrapper) {
        return wrapper;
    }

    @Provides
    @Fast
    Source<String> source(JooqLedgerAatomic wrapper) {
        return wrapper;
    }
}
