package dev.aatomic.examples.gradle;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.util.concurrent.CompletionException;

/** Pays what can be paid, tries to pay too much, and prints what is left each time. */
public final class Application {

    private Application() {}

    /**
     * Runs the program.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (HikariDataSource dataSource = Database.create();
                Transactions transactions =
                        Transactions.builder().database("bank", dataSource).build()) {
            Accounts accounts = new AccountsAatomic(new JdbcAccounts(transactions), transactions);
            pay(accounts, new BigDecimal("30.00"));
            pay(accounts, new BigDecimal("80.00"));
        }
    }

    private static void pay(Accounts accounts, BigDecimal amount) {
        String what = "paid";
        try {
            accounts.transfer(1, 2, amount).toCompletableFuture().join();
        } catch (CompletionException refused) {
            what = "refused";
        }
        System.out.println(amount + " " + what + ": " + balance(accounts, 1) + " and " + balance(accounts, 2));
    }

    private static BigDecimal balance(Accounts accounts, long id) {
        return accounts.balance(id).toCompletableFuture().join();
    }
}
