package bank;

import dev.aatomic.runtime.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.CompletionStage;

/** Accounts in plain JDBC. Nothing here begins, commits or rolls back. */
final class JdbcAccounts implements Accounts {

    private final Transactions transactions;

    JdbcAccounts(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Void> transfer(long from, long to, long amount) {
        return add(to, amount).thenCompose(done -> add(from, -amount));
    }

    @Override
    public CompletionStage<Long> balance(long account) {
        return transactions.submit(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
                select.setLong(1, account);
                try (ResultSet result = select.executeQuery()) {
                    result.next();
                    return result.getLong(1);
                }
            }
        });
    }

    private CompletionStage<Void> add(long account, long amount) {
        return transactions.submit(connection -> {
            String sql = "UPDATE account SET balance = balance + ? WHERE id = ?";
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setLong(1, amount);
                update.setLong(2, account);
                update.executeUpdate();
                return null;
            }
        });
    }
}
