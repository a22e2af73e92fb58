package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import jakarta.inject.Singleton;

@Aatomic(componentModel = ComponentModel.DAGGER)
@Fast
@Singleton
class JooqLedger implements Ledger, Source<String>, AutoCloseable {
    @Override
    public int count() {
        return 1;
    }

    @Override
    public String next() {
        return "";
    }

    @Override
    public void close() {}
}
