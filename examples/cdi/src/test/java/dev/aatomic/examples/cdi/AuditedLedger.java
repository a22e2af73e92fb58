package dev.aatomic.examples.cdi;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A second ledger: by a qualifier, in a scope with a proxy, in plain JDBC. */
@Audited
@ApplicationScoped
@Aatomic(savepoint = false)
class AuditedLedger implements Ledger {

    private final @Nullable Transactions transactions;

    /** For the proxy. */
    AuditedLedger() {
        this.transactions = null;
    }

    @Inject
    AuditedLedger(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Void> write(String line) {
        return Objects.requireNonNull(transactions)
                .submit(connection -> {
                    try (var statement = connection.prepareStatement("INSERT INTO ledger VALUES (?)")) {
                        statement.setString(1, "Audited: " + line);
                        return statement.executeUpdate();
                    }
                })
                .thenAccept(inserted -> {});
    }
}
