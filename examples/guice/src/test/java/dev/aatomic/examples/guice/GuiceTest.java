package dev.aatomic.examples.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance Guice injects, and what becomes of calls. */
class GuiceTest {

    private final HikariDataSource dataSource = Database.create();
    private final Injector injector = Guice.createInjector(new ApplicationModule(dataSource), new Collection());

    /** Asks for the interfaces in every way. */
    static final class Consumer {

        private final Accounts accounts;
        private final Set<Accounts> all;
        private final Accounts delegate;
        private final Ledger ledger;

        @Inject
        Consumer(Accounts accounts, Set<Accounts> all, @AatomicDelegate Accounts delegate, Ledger ledger) {
            this.accounts = accounts;
            this.all = all;
            this.delegate = delegate;
            this.ledger = ledger;
        }
    }

    private static final class Collection extends AbstractModule {

        @Override
        protected void configure() {
            Multibinder.newSetBinder(binder(), Accounts.class).addBinding().to(Accounts.class);
        }
    }

    /** Binds the implementation, but for its mark. */
    private static final class Unmarked extends AbstractModule {

        @Override
        protected void configure() {
            install(new AccountsAatomicModule());
            bind(JdbcAccounts.class);
        }
    }

    /** Binds the interface as if there were no generated class. */
    private static final class Bare extends AbstractModule {

        @Override
        protected void configure() {
            bind(Accounts.class).to(JdbcAccounts.class);
        }
    }

    /** Marks another one. */
    private static final class Second extends AbstractModule {

        @Override
        protected void configure() {
            bind(Accounts.class).annotatedWith(AatomicDelegate.class).to(AccountsAatomic.class);
        }
    }

    /** As strict users have it. */
    private static final class Explicit extends AbstractModule {

        @Override
        protected void configure() {
            binder().requireExplicitBindings();
            bind(JdbcLedger.class);
            bind(Payments.class);
        }
    }

    @AfterEach
    void close() {
        injector.getInstance(Transactions.class).close();
        dataSource.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(injector.getInstance(Payments.class).pay(1, 2, BigDecimal.TEN)))
                .isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(injector.getInstance(Payments.class).pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = injector.getInstance(Consumer.class);

        assertThat(consumer.accounts).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.all).containsExactly(consumer.accounts);
        assertThat(consumer.ledger).isExactlyInstanceOf(JdbcLedgerAatomic.class);
        assertThat(injector.getInstance(Accounts.class)).isSameAs(consumer.accounts);
    }

    @Test
    void theQualifierGivesTheImplementation() {
        assertThat(injector.getInstance(Consumer.class).delegate).isExactlyInstanceOf(JdbcAccounts.class);
    }

    @Test
    void qualifiersOfClassesChooseAmongTheirGeneratedClasses() {
        Injector child = injector.createChildInjector(new OddNumbersAatomicModule(), new EvenNumbersAatomicModule());

        assertThat(child.getInstance(Key.get(Numbers.class, Names.named("odd"))))
                .isExactlyInstanceOf(OddNumbersAatomic.class);
        assertThat(child.getInstance(Key.get(Numbers.class, Names.named("even"))))
                .isExactlyInstanceOf(EvenNumbersAatomic.class);
    }

    @Test
    void aMissingMarkIsReportedByItsName() {
        assertThatThrownBy(() -> inject(new Unmarked()))
                .isInstanceOf(CreationException.class)
                .hasMessageContaining(
                        "[Guice/MissingImplementation]: No implementation for Accounts annotated with @AatomicDelegate() was bound");
    }

    @Test
    void twoMarkedImplementationsAreReportedWithTheirPlaces() {
        assertThatThrownBy(() -> inject(new ApplicationModule(dataSource), new Second()))
                .isInstanceOf(CreationException.class)
                .hasMessageContaining("Accounts annotated with interface AatomicDelegate was bound multiple times")
                .hasMessageContaining("ApplicationModule.configure")
                .hasMessageContaining("Second.configure");
    }

    @Test
    void anInterfaceThatIsBoundToItsImplementationIsReportedWithBothPlaces() {
        assertThatThrownBy(() -> inject(new ApplicationModule(dataSource), new Bare()))
                .isInstanceOf(CreationException.class)
                .hasMessageContaining("Accounts was bound multiple times")
                .hasMessageContaining("AccountsAatomicModule.accounts")
                .hasMessageContaining("Bare.configure");
    }

    @Test
    void generatedModulesBindAllThatTheyUse() {
        Injector strict = inject(new ApplicationModule(dataSource), new Explicit());

        assertThat(strict.getInstance(Accounts.class)).isExactlyInstanceOf(AccountsAatomic.class);
        strict.getInstance(Transactions.class).close();
    }

    private static Injector inject(Module... modules) {
        return Guice.createInjector(modules);
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
