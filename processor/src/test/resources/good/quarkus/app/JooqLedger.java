package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import jakarta.enterprise.context.ApplicationScoped;

@Aatomic(componentModel = ComponentModel.QUARKUS)
@Fast
@ApplicationScoped
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
