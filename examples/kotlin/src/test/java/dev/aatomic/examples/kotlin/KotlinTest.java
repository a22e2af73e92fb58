package dev.aatomic.examples.kotlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The class that kapt had the processor write for a Kotlin interface commits and rolls back. */
class KotlinTest {

    private HikariDataSource dataSource;
    private Transactions transactions;
    private Accounts accounts;

    @BeforeEach
    void open() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        config.setMaximumPoolSize(2);
        dataSource = new HikariDataSource(config);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT CHECK (balance >= 0))");
            statement.execute("INSERT INTO account VALUES (1, 100), (2, 0)");
        }
        transactions = Transactions.builder().database("bank", dataSource).build();
        accounts = new AccountsAatomic(new JdbcAccounts(transactions), transactions);
    }

    @AfterEach
    void close() {
        transactions.close();
        dataSource.close();
    }

    @Test
    void blockCommits() throws Exception {
        assertThat(accounts.transfer(1, 2, 30).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEqualTo(70);
        assertThat(balances()).containsExactly(70L, 30L);
    }

    /** The amount has been added to the second account when the first one turns out to have too little. */
    @Test
    void blockRollsBack() throws Exception {
        assertThatThrownBy(
                        () -> accounts.transfer(1, 2, 130).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SQLException.class);
        assertThat(balances()).containsExactly(100L, 0L);
    }

    private List<Long> balances() throws SQLException {
        List<Long> balances = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT balance FROM account ORDER BY id")) {
            while (rows.next()) {
                balances.add(rows.getLong(1));
            }
        }
        return balances;
    }
}
