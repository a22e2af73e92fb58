package dev.aatomic.examples.dagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dagger.Binds;
import dagger.BindsInstance;
import dagger.Component;
import dagger.Module;
import dagger.multibindings.IntoSet;
import dev.aatomic.AatomicDelegate;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance Dagger injects, and what becomes of calls. */
class DaggerTest {

    private final HikariDataSource dataSource = Database.create();
    private final Application application = Application.create(dataSource);

    /** Asks for the interfaces in every way. */
    @Singleton
    @Component(
            modules = {
                AccountsAatomicModule.class,
                JdbcLedgerAatomicModule.class,
                ApplicationModule.class,
                OddNumbersAatomicModule.class,
                EvenNumbersAatomicModule.class,
                Collection.class
            })
    interface Consumer {

        Accounts accounts();

        Set<Accounts> all();

        @AatomicDelegate
        Accounts delegate();

        Ledger ledger();

        @Named("odd")
        Numbers odd();

        @Named("even")
        Numbers even();

        @Component.Factory
        interface Factory {

            Consumer create(@BindsInstance DataSource dataSource);
        }
    }

    @Module
    interface Collection {

        @Binds
        @IntoSet
        Accounts accounts(Accounts accounts);
    }

    @AfterEach
    void close() {
        application.transactions().close();
        dataSource.close();
    }

    @Test
    void aCallCommits() throws SQLException {
        assertThat(join(application.payments().pay(1, 2, BigDecimal.TEN))).isEqualTo("Paid 10, 90.00 left");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("10");
        assertThat(read("SELECT COUNT(*) FROM ledger")).isEqualByComparingTo("1");
    }

    @Test
    void aFailingCallRollsBackWhatItDid() throws SQLException {
        assertThatThrownBy(() -> join(application.payments().pay(1, 2, new BigDecimal(1000))))
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("Check constraint violation");

        assertThat(read("SELECT balance FROM account WHERE id = 2")).isZero();
        assertThat(read("SELECT COUNT(*) FROM ledger")).isZero();
    }

    @Test
    void whoeverAsksForTheInterfaceGetsTheGeneratedClass() {
        Consumer consumer = DaggerDaggerTest_Consumer.factory().create(dataSource);

        assertThat(consumer.accounts()).isExactlyInstanceOf(AccountsAatomic.class);
        assertThat(consumer.all()).containsExactly(consumer.accounts());
        assertThat(consumer.ledger()).isExactlyInstanceOf(JdbcLedgerAatomic.class);
    }

    @Test
    void theQualifierGivesTheImplementation() {
        Consumer consumer = DaggerDaggerTest_Consumer.factory().create(dataSource);

        assertThat(consumer.delegate()).isExactlyInstanceOf(JdbcAccounts.class);
    }

    @Test
    void qualifiersOfClassesChooseAmongTheirGeneratedClasses() {
        Consumer consumer = DaggerDaggerTest_Consumer.factory().create(dataSource);

        assertThat(consumer.odd()).isExactlyInstanceOf(OddNumbersAatomic.class);
        assertThat(consumer.even()).isExactlyInstanceOf(EvenNumbersAatomic.class);
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
