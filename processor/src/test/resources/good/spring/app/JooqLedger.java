package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Repository;

@Aatomic(componentModel = ComponentModel.SPRING)
@Fast
@Profile("batch")
@Repository("ledger")
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
