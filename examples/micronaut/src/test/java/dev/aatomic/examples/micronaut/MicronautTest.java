package dev.aatomic.examples.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.exceptions.DependencyInjectionException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance Micronaut injects, and what becomes of calls. */
class MicronautTest {

    private final ApplicationContext context = ApplicationContext.run();
    private final DataSource dataSource = context.getBean(DataSource.class);

    /** Asks for the interfaces in every way. */
    @Singleton
    static class Consumer {

        private final Accounts accounts;
        private final List<Accounts> all;
        private final BeanProvider<Accounts> provider;
        private final Accounts delegate;
        private final Ledger audited;

        @Inject
        Consumer(
                Accounts accounts,
                List<Accounts> all,
                BeanProvider<Accounts> provider,
                @AatomicDelegate Accounts delegate,
                @Audited Ledger audited) {
            this.accounts = accounts;
            this.all = all;
            this.provider = provider;
            this.delegate = delegate;
            this.audited = audited;
        }
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(context.getBean(Payments.class).pay(1, 2, BigDecimal.TEN)))
                .isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    /** I5: what is open as the application stops still needs the pool. */
    @Test
    void i5OpenBlockEndsBeforeThePoolIsClosed() {
        Transactions transactions = context.getBean(Transactions.class);
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

        CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
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
        assertThatThrownBy(() -> join(context.getBean(Payments.class).pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = context.getBean(Consumer.class);

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.provider.get()).isSameAs(consumer.accounts);
        assertThat(context.getBean(Accounts.class)).isSameAs(consumer.accounts);
        assertThat(context.getBean(Ledger.class)).isExactlyInstanceOf(JdbcLedgerAatomic.class);
    }

    /** Micronaut has all beans in it, those with a qualifier too. */
    @Test
    void aCollectionHasTheImplementationAsWell() {
        Consumer consumer = context.getBean(Consumer.class);

        assertThat(consumer.all).containsExactlyInAnyOrder(consumer.accounts, consumer.delegate);
    }

    @Test
    void aCollectionHasNoAnnotatedClassButTheGeneratedOne() {
        assertThat(context.getBeansOfType(Ledger.class))
                .hasOnlyElementsOfTypes(JdbcLedgerAatomic.class, AuditedLedgerAatomic.class)
                .hasSize(2);
        assertThat(context.getBean(JdbcLedger.class)).isExactlyInstanceOf(JdbcLedger.class);
    }

    @Test
    void theMarkGivesTheImplementation() {
        assertThat(context.getBean(Consumer.class).delegate).isExactlyInstanceOf(JdbcAccounts.class);
    }

    @Test
    void aQualifierGivesTheGeneratedClassOfTheOneThatHasIt() throws SQLException {
        Ledger audited = context.getBean(Consumer.class).audited;

        join(audited.write("line"));

        assertThat(audited).isExactlyInstanceOf(AuditedLedgerAatomic.class);
        assertThat(read("SELECT COUNT(*) FROM ledger WHERE line = 'Audited: line'"))
                .isEqualByComparingTo("1");
    }

    @Test
    void aMissingMarkIsReportedByItsName() {
        try (ApplicationContext unmarked = ApplicationContext.run("unmarked")) {
            assertThatThrownBy(() -> unmarked.getBean(Payments.class))
                    .isInstanceOf(DependencyInjectionException.class)
                    .hasMessageContaining(
                            "No bean of type [dev.aatomic.examples.micronaut.Accounts] exists for the given qualifier:"
                                    + " @AatomicDelegate")
                    .hasMessageContaining("AccountsAatomic([@AatomicDelegate Accounts delegate]");
        }
    }

    @Test
    void twoMarkedImplementationsAreReportedByTheirNames() {
        try (ApplicationContext doubled = ApplicationContext.run("doubled")) {
            assertThatThrownBy(() -> doubled.getBean(Payments.class))
                    .isInstanceOf(DependencyInjectionException.class)
                    .hasMessageContaining("Multiple possible bean candidates found")
                    .hasMessageContaining("JdbcAccounts")
                    .hasMessageContaining("Second");
        }
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
