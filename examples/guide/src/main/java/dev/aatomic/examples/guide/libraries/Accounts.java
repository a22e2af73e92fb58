package dev.aatomic.examples.guide.libraries;

// tag::first[]
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import org.springframework.jdbc.core.JdbcTemplate;

final class Accounts {

    private final Transactions transactions;
    private final JdbcTemplate jdbc;

    Accounts(Transactions transactions) {
        this.transactions = transactions;
        this.jdbc = new JdbcTemplate(transactions.dataSource());
    }

    CompletableFuture<Integer> transfer(long from, long to, int amount) {
        return transactions.atomic().getAsync(() -> {
            int taken = jdbc.update("UPDATE account SET balance = balance - ? WHERE id = ?", amount, from);
            int given = jdbc.update("UPDATE account SET balance = balance + ? WHERE id = ?", amount, to);
            return taken + given;
        });
    }
}
// end::first[]
