package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

@Aatomic(componentModel = ComponentModel.MICRONAUT)
@Fast
@Requires(property = "batch", value = "true")
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
