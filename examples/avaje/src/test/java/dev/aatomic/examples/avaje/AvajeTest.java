package dev.aatomic.examples.avaje;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import io.avaje.inject.BeanScope;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance Avaje Inject injects, and what becomes of calls. */
class AvajeTest {

    private final BeanScope scope = BeanScope.builder().build();
    private final DataSource dataSource = scope.get(DataSource.class);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(scope.get(Payments.class).pay(1, 2, BigDecimal.TEN))).isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    /** I5: what is open as the application stops still needs the pool. */
    @Test
    void i5OpenBlockEndsBeforeThePoolIsClosed() {
        Transactions transactions = scope.get(Transactions.class);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(gate)
                        .thenCompose(one -> transactions.submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                return statement.executeUpdate("INSERT INTO ledger VALUES ('late')");
                            }
                        })));

        CompletableFuture<Void> closing = CompletableFuture.runAsync(scope::close);
        awaitRefusal(transactions);
        gate.complete(1);

        assertThat(block.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
        closing.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void awaitRefusal(Transactions transactions) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            try {
                transactions.atomic().run(() -> {});
                Thread.onSpinWait();
            } catch (TransactionException closing) {
                return;
            }
        }
        throw new AssertionError("New blocks are still taken");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(scope.get(Payments.class).pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = scope.get(Consumer.class);

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.provider.get()).isSameAs(consumer.accounts);
        assertThat(scope.get(Accounts.class)).isSameAs(consumer.accounts);
        assertThat(consumer.ledger).isExactlyInstanceOf(JdbcLedgerAatomic.class);
        assertThat(scope.get(Ledger.class)).isExactlyInstanceOf(JdbcLedgerAatomic.class);
    }

    /** Avaje Inject has all beans in it, those with a qualifier too. */
    @Test
    void aCollectionHasTheImplementationAsWell() {
        Consumer consumer = scope.get(Consumer.class);

        assertThat(consumer.all).containsExactlyInAnyOrder(consumer.accounts, consumer.delegate);
    }

    @Test
    void aCollectionHasTheAnnotatedClassAsWell() {
        assertThat(scope.list(Ledger.class))
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(
                        JdbcLedger.class, JdbcLedgerAatomic.class, AuditedLedger.class, AuditedLedgerAatomic.class);
    }

    @Test
    void theMarkGivesTheImplementation() {
        assertThat(scope.get(Consumer.class).delegate).isExactlyInstanceOf(JdbcAccounts.class);
    }

    @Test
    void aQualifierGivesTheGeneratedClassOfTheOneThatHasIt() throws SQLException {
        Ledger audited = scope.get(Consumer.class).audited;

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
