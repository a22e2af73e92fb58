package app;

import dagger.Binds;
import dagger.Module;
import javax.annotation.processing.Generated;

/** Makes {@link JooqLedgerAatomic} what Dagger injects. Name it in the component beside your own modules. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Module
interface JooqLedgerAatomicModule {
    @Binds
    @Fast
    Ledger ledger(JooqLedgerAatomic wrapper);

    @Binds
    @Fast
    Source<String> source(JooqLedgerAatomic wrapper);
}
