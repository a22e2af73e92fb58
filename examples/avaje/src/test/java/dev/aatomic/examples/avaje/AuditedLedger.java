package dev.aatomic.examples.avaje;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** A second ledger, to be had by its qualifier. */
@Audited
@Singleton
@Aatomic(savepoint = false)
class AuditedLedger implements Ledger {

    private final Transactions transactions;

    @Inject
    AuditedLedger(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Void> write(String line) {
        return transactions
                .submit(connection -> {
                    try (var statement = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                        statement.setString(1, "Audited: " + line);
                        return statement.executeUpdate();
                    }
                })
                .thenAccept(inserted -> {});
    }
}
