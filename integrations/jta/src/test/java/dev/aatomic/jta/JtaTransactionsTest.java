package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.EnlistedDatabase;
import dev.aatomic.jta.support.Narayana;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Transactions;
import jakarta.transaction.TransactionManager;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How JTA's transactions are made known, and which data sources they are about. */
final class JtaTransactionsTest {

    private final EnlistedDatabase enlisted = EnlistedDatabase.empty(SetUp.H2, 2);

    private JtaTransactions jta(String database) {
        return new JtaTransactions(
                Narayana.transactionManager(), Narayana.registry(), Map.of(database, enlisted.pool()));
    }

    private Transactions.Builder builder() {
        return Transactions.builder().database("default", enlisted.pool(), 2);
    }

    @Test
    void databaseThatTheTransactionsDoNotHaveIsRefused() {
        assertThatThrownBy(() -> builder().enclosing(jta("other")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'other'");
    }

    @Test
    void secondTransactionsAreRefused() {
        JtaTransactions jta = jta("default");
        try (Transactions transactions = builder().enclosing(jta).build()) {
            assertThat(transactions).isNotNull();
            assertThatThrownBy(() -> builder().enclosing(jta).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one for each");
        }
    }

    /** A pool that JTA knows nothing of: its blocks are their own, and the JTA transaction stays where it is. */
    @Test
    void blockOfAnotherDatabaseIsBesideTheTransaction() throws Exception {
        EnlistedDatabase plain = EnlistedDatabase.empty(SetUp.H2, 2, 2);
        JtaTransactions jta = jta("default");
        try (Transactions transactions =
                builder().database("plain", plain.beside(), 1).enclosing(jta).build()) {
            TransactionManager manager = jta.transactionManager();
            manager.begin();
            transactions.atomic().using("plain").run(() -> {
                transactions
                        .submit(connection ->
                                connection.createStatement().executeUpdate("insert into entry values (1)"))
                        .join();
                enlisted.insert(2);
                transactions
                        .atomic()
                        .using("default")
                        .run(() -> transactions
                                .submit(connection ->
                                        connection.createStatement().executeUpdate("insert into entry values (3)"))
                                .join());
            });
            manager.rollback();
            transactions.atomic().using("plain").run(() -> {
                manager.begin();
                enlisted.insert(4);
                manager.commit();
            });
        }

        assertThat(plain.committed()).containsExactly(1);
        assertThat(enlisted.committed()).containsExactly(4);
        enlisted.checkPool();
    }
}
