package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.junit.AatomicTest;
import dev.aatomic.runtime.Transactions;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test finds 100 and 0, since what the one before it did is rolled back. */
@AatomicTest
class AccountsTest {

    private static HikariDataSource pool;
    private static Transactions transactions;

    private final Accounts accounts = new AccountsAatomic(new JdbcAccounts(transactions), transactions);

    @BeforeAll
    static void open() throws SQLException {
        pool = Main.pool("jdbc:h2:mem:test");
        transactions = Transactions.builder().database("default", pool).build();
    }

    @AfterAll
    static void close() {
        transactions.close();
        pool.close();
    }

    @Test
    void transferMovesMoney() {
        accounts.transfer(1, 2, 30).toCompletableFuture().join();

        assertEquals(70, accounts.balance(1).toCompletableFuture().join());
    }

    @Test
    void allOfItCanBeMoved() {
        accounts.transfer(1, 2, 100).toCompletableFuture().join();

        assertEquals(0, accounts.balance(1).toCompletableFuture().join());
    }
}
