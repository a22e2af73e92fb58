package dev.aatomic.examples.quarkus;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.util.concurrent.CompletionStage;

/** Accounts in plain JDBC. Nothing here begins, commits or rolls back. */
// tag::setup[]
@AatomicDelegate
@ApplicationScoped
class JdbcAccounts implements Accounts {
    // end::setup[]

    private final Transactions transactions;
    private final Ledger ledger;

    JdbcAccounts(Transactions transactions, Ledger ledger) {
        this.transactions = transactions;
        this.ledger = ledger;
    }

    @Override
    public CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount) {
        return ledger.write(amount + " from " + from + " to " + to)
                .thenCompose(written -> add(to, amount))
                .thenCompose(added -> add(from, amount.negate()))
                .thenCompose(added -> balance(from));
    }

    @Override
    public CompletionStage<BigDecimal> balance(long id) {
        return transactions.submit(connection -> {
            try (var statement = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
                statement.setLong(1, id);
                ResultSet rows = statement.executeQuery();
                rows.next();
                return rows.getBigDecimal(1);
            }
        });
    }

    private CompletionStage<Integer> add(long id, BigDecimal amount) {
        return transactions.submit(connection -> {
            try (var statement = connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
                statement.setBigDecimal(1, amount);
                statement.setLong(2, id);
                return statement.executeUpdate();
            }
        });
    }
}
