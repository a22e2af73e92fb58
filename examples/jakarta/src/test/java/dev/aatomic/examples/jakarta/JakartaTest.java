package dev.aatomic.examples.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.glassfish.hk2.api.IterableProvider;
import org.glassfish.hk2.api.MultiException;
import org.glassfish.hk2.api.ServiceLocator;
import org.glassfish.hk2.utilities.ServiceLocatorUtilities;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance HK2 injects, and what becomes of calls. */
class JakartaTest {

    private final HikariDataSource dataSource = Database.create();
    private final ServiceLocator locator =
            ServiceLocatorUtilities.bind("application", new ApplicationBinder(dataSource));

    /** Asks for the interfaces in every way. */
    @Singleton
    static final class Consumer {

        private final Accounts accounts;
        private final IterableProvider<Accounts> all;
        private final Accounts delegate;
        private final Ledger ledger;

        @Inject
        Consumer(Accounts accounts, IterableProvider<Accounts> all, @AatomicDelegate Accounts delegate, Ledger ledger) {
            this.accounts = accounts;
            this.all = all;
            this.delegate = delegate;
            this.ledger = ledger;
        }
    }

    /** Forgets the implementation. */
    private static final class WithoutImplementation extends AbstractBinder {

        private final Transactions transactions;

        WithoutImplementation(Transactions transactions) {
            this.transactions = transactions;
        }

        @Override
        protected void configure() {
            bind(transactions).to(Transactions.class);
            bind(AccountsAatomic.class).to(Accounts.class);
        }
    }

    /** Marks another implementation. */
    private static final class Second extends AbstractBinder {

        @Override
        protected void configure() {
            bind(NoAccounts.class).to(Accounts.class).qualifiedBy(mark());
        }
    }

    private static AatomicDelegate mark() {
        return NoAccounts.class.getAnnotation(AatomicDelegate.class);
    }

    @AfterEach
    void close() {
        locator.getService(Transactions.class).close();
        locator.shutdown();
        dataSource.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(locator.getService(Payments.class).pay(1, 2, BigDecimal.TEN)))
                .isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(locator.getService(Payments.class).pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = locator.create(Consumer.class);

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.all.get()).isSameAs(consumer.accounts);
        assertThat(consumer.ledger).isExactlyInstanceOf(JooqLedgerAatomic.class);
        assertThat(locator.getService(Accounts.class)).isSameAs(consumer.accounts);
    }

    /** HK2 has all services in it, with the one that it injects in front. */
    @Test
    void aCollectionHasTheImplementationAsWell() {
        Consumer consumer = locator.create(Consumer.class);

        assertThat(consumer.all).containsExactly(consumer.accounts, consumer.delegate);
    }

    @Test
    void theQualifierGivesTheImplementation() {
        assertThat(locator.create(Consumer.class).delegate).isExactlyInstanceOf(JooqAccounts.class);
    }

    @Test
    void aMissingImplementationIsReportedByItsMark() {
        ServiceLocator incomplete = ServiceLocatorUtilities.bind(
                "incomplete", new WithoutImplementation(locator.getService(Transactions.class)));

        assertThatThrownBy(() -> incomplete.getService(Accounts.class))
                .isInstanceOf(MultiException.class)
                .hasMessageContaining("requiredType=Accounts,parent=AccountsAatomic")
                .hasMessageContaining("@dev.aatomic.AatomicDelegate()");
        incomplete.shutdown();
    }

    /** HK2 knows no ambiguity. */
    @Test
    void ofTwoMarkedImplementationsTheFirstIsTaken() {
        ServiceLocatorUtilities.bind(locator, new Second());

        assertThat(locator.getAllServices(Accounts.class, mark())).hasSize(2);
        assertThat(locator.create(Consumer.class).delegate).isExactlyInstanceOf(JooqAccounts.class);
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
