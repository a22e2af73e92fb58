package dev.aatomic.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.AatomicDelegate;
import io.quarkus.arc.All;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which instance Quarkus injects, and what becomes of calls. */
@QuarkusTest
class QuarkusExampleTest {

    @Inject
    DataSource dataSource;

    @Inject
    Payments payments;

    @Inject
    Accounts accounts;

    @Inject
    Instance<Accounts> all;

    @All
    List<Accounts> list;

    @Inject
    @AatomicDelegate
    Accounts delegate;

    @Inject
    Ledger ledger;

    @Inject
    Instance<Ledger> ledgers;

    @Inject
    @Audited
    Ledger audited;

    @BeforeEach
    void reset() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE account SET balance = CASE id WHEN 1 THEN 100 ELSE 0 END");
            statement.execute("DELETE FROM ledger");
        }
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(payments.pay(1, 2, BigDecimal.TEN))).isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(payments.pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        assertThat(accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(all.get()).isSameAs(accounts);
        assertThat(ledger).isExactlyInstanceOf(JdbcLedgerAatomic.class);
    }

    @Test
    void aCollectionHasTheGeneratedClassAlone() {
        assertThat(all).containsExactly(accounts);
        assertThat(ledgers).containsExactly(ledger);
    }

    /** Quarkus has all beans in it, those with a qualifier too. */
    @Test
    void aListOfAllHasTheImplementationAsWell() {
        assertThat(list)
                .extracting(ClientProxy::unwrap)
                .containsExactlyInAnyOrder(accounts, ClientProxy.unwrap(delegate));
    }

    @Test
    void theMarkGivesTheImplementation() {
        assertThat(ClientProxy.unwrap(delegate)).isExactlyInstanceOf(JdbcAccounts.class);
    }

    @Test
    void aQualifierGivesTheGeneratedClassOfTheOneThatHasIt() throws SQLException {
        join(audited.write("line"));

        assertThat(audited).isExactlyInstanceOf(AuditedLedgerAatomic.class);
        assertThat(read("SELECT COUNT(*) FROM ledger WHERE line = 'Audited: line'"))
                .isEqualByComparingTo("1");
    }

    /** What another connection sees. */
    private BigDecimal read(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
