package dev.aatomic.examples.quarkus;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;

/** A ledger whose class is annotated, not its interface: its line belongs to the transaction of the caller. */
@ApplicationScoped
@Aatomic(savepoint = false)
class JdbcLedger implements Ledger {

    private final Transactions transactions;

    JdbcLedger(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Void> write(String line) {
        return transactions
                .submit(connection -> {
                    try (var statement = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                        statement.setString(1, line);
                        return statement.executeUpdate();
                    }
                })
                .thenAccept(inserted -> {});
    }
}
