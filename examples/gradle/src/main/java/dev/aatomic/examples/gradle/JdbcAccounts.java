package dev.aatomic.examples.gradle;

import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.util.concurrent.CompletionStage;

/** Accounts in plain JDBC. Nothing here begins, commits or rolls back. */
final class JdbcAccounts implements Accounts {

    private final Transactions transactions;

    JdbcAccounts(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount) {
        return add(to, amount).thenCompose(added -> add(from, amount.negate())).thenCompose(added -> balance(from));
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
