package dev.aatomic.examples.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
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

/** Which instance CDI injects, and what becomes of calls. The build runs it once in Weld and once in OpenWebBeans. */
class CdiTest {

    private static final String CONTAINER = System.getProperty("container", "Weld");

    private final SeContainer container = SeContainerInitializer.newInstance()
            .addBeanClasses(Consumer.class, AuditedLedger.class, AuditedLedgerAatomic.class)
            .initialize();

    private final DataSource dataSource = container.select(DataSource.class).get();

    /** Asks for the interfaces in every way. */
    @Dependent
    static class Consumer {

        private final Accounts accounts;
        private final Instance<Accounts> all;
        private final Accounts delegate;
        private final Ledger ledger;
        private final Ledger audited;

        @Inject
        Consumer(
                Accounts accounts,
                Instance<Accounts> all,
                @AatomicDelegate Accounts delegate,
                Ledger ledger,
                @Audited Ledger audited) {
            this.accounts = accounts;
            this.all = all;
            this.delegate = delegate;
            this.ledger = ledger;
            this.audited = audited;
        }
    }

    @AfterEach
    void close() {
        if (container.isRunning()) {
            container.close();
        }
    }

    @Test
    void theContainerIsTheOneOfTheBuild() {
        assertThat(container.getClass().getName())
                .startsWith(CONTAINER.equals("Weld") ? "org.jboss.weld." : "org.apache.openwebbeans.");
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(container.select(Payments.class).get().pay(1, 2, BigDecimal.TEN)))
                .isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(container.select(Payments.class).get().pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = container.select(Consumer.class).get();

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.ledger).isExactlyInstanceOf(JooqLedgerAatomic.class);
        assertThat(container.select(Accounts.class).get()).isExactlyInstanceOf(AccountsAatomic.class);
    }

    /** I5: what is open as the application stops still needs the pool. */
    @Test
    void i5OpenBlockEndsBeforeThePoolIsClosed() {
        Transactions transactions = container.select(Transactions.class).get();
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

        CompletableFuture<Void> closing = CompletableFuture.runAsync(container::close);
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
    void aCollectionHasTheGeneratedClassAlone() {
        Consumer consumer = container.select(Consumer.class).get();

        assertThat(consumer.all).hasExactlyElementsOfTypes(AccountsAatomic.class);
        assertThat(container.select(Ledger.class)).hasExactlyElementsOfTypes(JooqLedgerAatomic.class);
    }

    @Test
    void theMarkGivesTheImplementation() {
        assertThat(container.select(Consumer.class).get().delegate).isExactlyInstanceOf(JooqAccounts.class);
    }

    @Test
    void aQualifierGivesTheGeneratedClassOfTheOneThatHasIt() throws SQLException {
        Ledger audited = container.select(Consumer.class).get().audited;

        join(audited.write("line"));

        assertThat(audited).isExactlyInstanceOf(AuditedLedgerAatomic.class);
        assertThat(read("SELECT COUNT(*) FROM ledger WHERE line = 'Audited: line'"))
                .isEqualByComparingTo("1");
    }

    @Test
    void aMissingMarkIsReportedByItsName() {
        assertThatThrownBy(() -> start(Application.class, AccountsAatomic.class, NoAccounts.Unmarked.class))
                .isInstanceOf(DeploymentException.class)
                .hasStackTraceContaining(
                        CONTAINER.equals("Weld")
                                ? "Unsatisfied dependencies for type Accounts with qualifiers @AatomicDelegate"
                                : "dev.aatomic.examples.cdi.Accounts] is not found with the qualifiers")
                .hasStackTraceContaining("AatomicDelegate")
                .hasStackTraceContaining("dev.aatomic.examples.cdi.AccountsAatomic");
    }

    @Test
    void twoMarkedImplementationsAreReportedByTheirNames() {
        assertThatThrownBy(() -> start(
                        Application.class, AccountsAatomic.class, NoAccounts.First.class, NoAccounts.Second.class))
                .isInstanceOf(DeploymentException.class)
                .hasStackTraceContaining(
                        CONTAINER.equals("Weld")
                                ? "Ambiguous dependencies for type Accounts with qualifiers @AatomicDelegate"
                                : "There is more than one Bean with type dev.aatomic.examples.cdi.Accounts")
                .hasStackTraceContaining("NoAccounts$First")
                .hasStackTraceContaining("NoAccounts$Second");
    }

    /** Starts one more container, with no other beans than these. Its own class loader keeps it apart. */
    private static void start(Class<?>... beans) {
        SeContainerInitializer.newInstance()
                .setClassLoader(new URLClassLoader(new URL[0], CdiTest.class.getClassLoader()))
                .disableDiscovery()
                .addBeanClasses(beans)
                .initialize()
                .close();
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
