package dev.aatomic.examples.guide.watching;

// tag::first[]
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;

final class Watched {

    static Transactions open(DataSource dataSource, Logger logger) {
        return Transactions.builder()
                .database("default", dataSource)
                .listener(new TransactionListener() {
                    @Override
                    public void rolledBack(TransactionEvent block) {
                        logger.log(Level.INFO, block.name() + " was rolled back", block.failure());
                    }
                })
                .build();
    }
}
// end::first[]
