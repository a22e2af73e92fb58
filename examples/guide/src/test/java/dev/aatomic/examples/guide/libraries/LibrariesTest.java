package dev.aatomic.examples.guide.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

class LibrariesTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();

    private void assertTransferred() {
        assertThat(database.balance(1)).isEqualTo(90);
        assertThat(database.balance(2)).isEqualTo(110);
    }

    private static void fail() {
        throw new IllegalStateException("rolls back");
    }

    private void assertNothingHappened() {
        assertThat(database.balance(1)).isEqualTo(100);
        assertThat(database.balance(2)).isEqualTo(100);
    }

    @Test
    void jdbcTemplateIsInTheBlock() {
        Accounts accounts = new Accounts(transactions);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    accounts.transfer(1, 2, 10).join();
                    fail();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertNothingHappened();

        Await.value(accounts.transfer(1, 2, 10));
        assertTransferred();
    }

    @Test
    void aGuardedPoolIsRefusedInABlock() {
        JdbcTemplate legacy = Legacy.guarded(transactions, database.dataSource());
        String read = "SELECT balance FROM account WHERE id = 1";

        assertThat(legacy.queryForObject(read, Integer.class)).isEqualTo(100);
        assertThatThrownBy(() -> transactions.atomic().run(() -> legacy.queryForObject(read, Integer.class)))
                .hasRootCauseInstanceOf(TransactionManagementException.class);
    }

    @Test
    void aPoolThatJoinsIsPartOfTheBlockOnly() {
        JdbcTemplate everywhere = Legacy.joining(transactions, database.dataSource());

        everywhere.update("UPDATE account SET balance = 90 WHERE id = 1");
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    everywhere.update("UPDATE account SET balance = 0 WHERE id = 2");
                    fail();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(database.balance(1)).isEqualTo(90);
        assertThat(database.balance(2)).isEqualTo(100);
    }

    @Test
    void jdbiIsInTheBlock() {
        JdbiAccounts accounts = new JdbiAccounts(transactions);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    accounts.transfer(1, 2, 10);
                    fail();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertNothingHappened();

        accounts.transfer(1, 2, 10);
        assertTransferred();
    }

    @Test
    void transactionOfJdbiIsPartOfTheBlock() {
        Jdbi jdbi = Jdbi.create(transactions.dataSource());

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    jdbi.useTransaction(handle -> handle.execute("UPDATE account SET balance = 0 WHERE id = 1"));
                    fail();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertNothingHappened();
    }

    @Test
    void swallowedFailureOfATransactionOfJdbiUndoesNothing() {
        Jdbi jdbi = Jdbi.create(transactions.dataSource());

        transactions.atomic().run(() -> {
            try {
                jdbi.useTransaction(handle -> {
                    handle.execute("UPDATE account SET balance = 0 WHERE id = 1");
                    fail();
                });
            } catch (IllegalStateException swallowed) {
                // as a block that is merged would be
            }
        });
        assertThat(database.balance(1)).isZero();
    }

    @Test
    void myBatisIsInTheBlock() {
        MyBatisAccounts accounts = new MyBatisAccounts(transactions);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    accounts.transfer(1, 2, 10);
                    fail();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertNothingHappened();

        accounts.transfer(1, 2, 10);
        assertTransferred();
    }

    @Test
    void plainJdbcIsInTheBlock() throws SQLException {
        new PlainAccounts(transactions).empty(1);

        assertThat(database.balance(1)).isZero();
    }

    @Test
    void commitByHandIsRefused() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    try (Connection connection = transactions.dataSource().getConnection()) {
                        connection.commit();
                    }
                }))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void commitAsTextIsRefused() {
        JdbcTemplate jdbc = new JdbcTemplate(transactions.dataSource());

        assertThatThrownBy(() -> transactions.atomic().run(() -> jdbc.execute("COMMIT")))
                .hasRootCauseInstanceOf(TransactionManagementException.class);
    }

    @Test
    void statementOutsideABlockIsRefused() {
        JdbcTemplate jdbc = new JdbcTemplate(transactions.dataSource());

        assertThatThrownBy(() -> jdbc.update("DELETE FROM account"))
                .hasRootCauseInstanceOf(NoTransactionException.class);
    }
}
