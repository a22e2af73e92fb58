package bank;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionException;

/** Transfers some money, and then more than there is. */
public final class Main {

    public static void main(String[] arguments) throws SQLException {
        String url = arguments.length > 0 ? arguments[0] : "jdbc:h2:mem:bank";
        try (HikariDataSource pool = pool(url);
                Transactions transactions =
                        Transactions.builder().database("default", pool).build()) {
            Accounts accounts = new AccountsAatomic(new JdbcAccounts(transactions), transactions);

            accounts.transfer(1, 2, 30).toCompletableFuture().join();
            print("after the first transfer", accounts);

            try {
                accounts.transfer(1, 2, 1000).toCompletableFuture().join();
            } catch (CompletionException failure) {
                System.out.println("the second transfer failed: "
                        + (failure.getCause() instanceof SQLException ? "the database refused it" : failure));
            }
            print("after the second transfer", accounts);
        }
    }

    /** A pool of connections to a database that has two accounts, neither of which may be overdrawn. */
    static HikariDataSource pool(String url) throws SQLException {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS account");
            statement.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT CHECK (balance >= 0))");
            statement.execute("INSERT INTO account VALUES (1, 100), (2, 0)");
        }
        return pool;
    }

    private static void print(String when, Accounts accounts) {
        long first = accounts.balance(1).toCompletableFuture().join();
        long second = accounts.balance(2).toCompletableFuture().join();
        System.out.println(when + ": " + first + " and " + second);
    }
}
