package dev.aatomic.examples.guide.libraries;

// tag::jdbi[]
import dev.aatomic.runtime.Transactions;
import org.jdbi.v3.core.Jdbi;

final class JdbiAccounts {

    private final Transactions transactions;
    private final Jdbi jdbi;

    JdbiAccounts(Transactions transactions) {
        this.transactions = transactions;
        this.jdbi = Jdbi.create(transactions.dataSource());
    }

    void transfer(long from, long to, int amount) {
        transactions.atomic().run(() -> {
            jdbi.useHandle(
                    handle -> handle.execute("UPDATE account SET balance = balance - ? WHERE id = ?", amount, from));
            jdbi.useHandle(
                    handle -> handle.execute("UPDATE account SET balance = balance + ? WHERE id = ?", amount, to));
        });
    }
}
// end::jdbi[]
