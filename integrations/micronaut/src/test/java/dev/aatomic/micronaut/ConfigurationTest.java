package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.application.Application;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micrometer.context.ContextSnapshotFactory;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.jdbc.DataSourceTransactionManager;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the application's data sources and properties. */
final class ConfigurationTest {

    /** What one test needs more. */
    @Factory
    static final class More {

        @Singleton
        @Requires(property = "test.unnamed")
        @Bean(preDestroy = "close")
        HikariDataSource unnamed() {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
            pool.setMaximumPoolSize(2);
            return pool;
        }

        @Singleton
        @Named("odd")
        @Requires(property = "test.odd")
        DataSource odd() {
            org.h2.jdbcx.JdbcDataSource odd = new org.h2.jdbcx.JdbcDataSource();
            odd.setURL("jdbc:h2:mem:" + UUID.randomUUID());
            return odd;
        }

        @Singleton
        @Requires(property = "test.own")
        @Bean(preDestroy = "close")
        Transactions own(@Named("default") DataSource dataSource, MicronautBridge micronaut) {
            Transactions own = Transactions.builder()
                    .database("default", PoolAccess.unwrap(dataSource))
                    .enclosing(micronaut)
                    .silentRollback(true)
                    .build();
            micronaut.bind(own);
            return own;
        }

        @Singleton
        @Requires(property = "test.listening")
        Heard heard() {
            return new Heard();
        }

        @Singleton
        @Requires(property = "test.customized")
        TransactionsBuilderCustomizer customizer() {
            return builder -> builder.maxWaiting(0);
        }
    }

    static final class Heard implements TransactionListener {

        private final List<TransactionEvent> committed = new CopyOnWriteArrayList<>();

        @Override
        public void committed(TransactionEvent event) {
            committed.add(event);
        }
    }

    private static ApplicationContext start(Map<String, Object> properties, String... dataSources) {
        Map<String, Object> all = new HashMap<>(properties);
        for (String name : dataSources) {
            all.put("datasources." + name + ".url", "jdbc:h2:mem:" + UUID.randomUUID());
            all.put("datasources." + name + ".maximum-pool-size", name.length());
        }
        return ApplicationContext.run(all, "test");
    }

    private static void refused(Map<String, Object> properties, String... messages) {
        assertThatThrownBy(() -> start(properties, "default", "billing").close())
                .satisfies(thrown -> assertThat(List.of(messages))
                        .allSatisfy(message -> assertThat(thrown).hasStackTraceContaining(message)));
    }

    @Test
    void allDataSourcesAreDatabasesTheDefaultOneFirst() {
        try (ApplicationContext context = start(Map.of(), "billing", "default", "archive-2020")) {
            Transactions transactions = context.getBean(Transactions.class);

            assertThat(transactions.metrics().databases().keySet())
                    .containsExactlyInAnyOrder("default", "billing", "archive-2020");
            assertThat(transactions.metrics().database("billing").connections()).isEqualTo(7);
            transactions
                    .atomic()
                    .run(() -> assertThat(
                                    transactions.metrics().database("default").active())
                            .isOne());
            transactions.database("billing").atomic().run(() -> {
                assertThat(transactions.metrics().database("billing").active()).isOne();
                assertThat(transactions.metrics().database("default").active()).isZero();
            });
        }
    }

    @Test
    void theDefaultDatabaseMayBeNamed() {
        try (ApplicationContext context = start(Map.of("aatomic.default-database", "billing"), "billing", "default")) {
            Transactions transactions = context.getBean(Transactions.class);
            transactions
                    .atomic()
                    .run(() -> assertThat(
                                    transactions.metrics().database("billing").active())
                            .isOne());
        }
    }

    @Test
    void aDataSourceWithoutANameIsTheDefault() {
        try (ApplicationContext context = start(Map.of("test.unnamed", true))) {
            Transactions transactions = context.getBean(Transactions.class);
            assertThat(transactions.metrics().database("default").connections()).isEqualTo(2);
            transactions.atomic().run(() -> Await.value(transactions.submit(connection -> connection.isValid(1))));
            // Micronaut has no transactions on it.
            @SuppressWarnings("unchecked")
            ConnectionOperations<Connection> connections = context.getBean(ConnectionOperations.class);
            assertThat(connections.<Boolean>executeWrite(status -> status instanceof BlockConnectionStatus))
                    .isFalse();
            transactions
                    .atomic()
                    .run(() -> assertThat(connections.<Boolean>executeWrite(
                                    status -> status instanceof BlockConnectionStatus))
                            .isTrue());
        }
    }

    @Test
    void severalWithoutADefaultAreRefused() {
        assertThatThrownBy(() -> start(Map.of(), "billing", "archive").close())
                .hasStackTraceContaining("none is named 'default', and none is @Primary")
                .hasStackTraceContaining("Set aatomic.default-database");
    }

    @Test
    void aDatabaseMayBeLeftOutAndHaveItsNumberOfConnections() {
        Map<String, Object> properties = Map.of(
                "test.odd", true,
                "aatomic.databases.odd.connections", 4,
                "aatomic.databases.billing.enabled", false);
        try (ApplicationContext context = start(properties, "default", "billing")) {
            Transactions transactions = context.getBean(Transactions.class);
            assertThat(transactions.metrics().databases().keySet()).containsExactlyInAnyOrder("default", "odd");
            assertThat(transactions.metrics().database("odd").connections()).isEqualTo(4);
            // What is left out is as ever, in a block too.
            @SuppressWarnings("unchecked")
            TransactionOperations<Connection> operations =
                    context.getBean(TransactionOperations.class, Qualifiers.byName("billing"));
            transactions
                    .atomic()
                    .run(() -> assertThat(operations.<Boolean>executeWrite(
                                    status -> status.getConnection().getAutoCommit()))
                            .isFalse());
        }
    }

    @Test
    void aNumberThatThePoolDoesNotTellIsAskedFor() {
        refused(Map.of("test.odd", true), "aatomic.databases.odd.connections");
    }

    @Test
    void unknownPropertiesAndDatabasesAreRefused() {
        refused(Map.of("aatomic.conection-timeout", "1s"), "aatomic.conection-timeout: there is no such property");
        refused(
                Map.of("aatomic.databases.billing.connexions", 3),
                "aatomic.databases.billing.connexions: there is no such property; expected one of [connections,"
                        + " enabled]");
        refused(
                Map.of("aatomic.databases.biling.connections", 3),
                "aatomic.databases.biling: no DataSource bean has that name; expected one of",
                "billing");
        refused(Map.of("aatomic.default-database", "biling"), "aatomic.default-database is 'biling'");
        refused(
                Map.of("aatomic.databases.billing.enabled", false, "aatomic.databases.default.enabled", false),
                "No DataSource bean is left for transactions");
    }

    @ParameterizedTest
    @CsvSource({
        "connection-acquisition,late",
        "connection-timeout,soon",
        "connection-timeout,-1s",
        "max-waiting,many",
        "max-waiting,-1",
        "commit-timeout,0s",
        "close-timeout,never",
        "warn-if-held-longer-than,long",
        "silent-rollback,perhaps",
        "record-metrics,perhaps",
        "send-block-names,perhaps",
        "databases.default.connections,many",
        "databases.default.connections,0",
        "databases.default.enabled,perhaps"
    })
    void wrongValuesAreRefused(String property, String value) {
        refused(Map.of("aatomic." + property, value), property.substring(property.lastIndexOf('.') + 1));
    }

    @Test
    void thePropertiesAreHeeded() throws Exception {
        Map<String, Object> properties = Map.of(
                "aatomic.require-durable",
                true,
                "aatomic.silent-rollback",
                true,
                "aatomic.max-waiting",
                0,
                "aatomic.connection-timeout",
                "5s",
                "aatomic.commit-timeout",
                "6s",
                "aatomic.close-timeout",
                "7s",
                "aatomic.warn-if-held-longer-than",
                "8s",
                "aatomic.record-sql",
                true);
        Application.run(Server.H2, properties, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                    .isInstanceOf(TransactionManagementException.class);
            transactions.atomic().durable().run(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.services().required(() -> {
                            throw new IllegalStateException("swallowed");
                        }))
                        .hasMessage("swallowed");
            });
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void namesOfBlocksAreSentWhereThatIsSaid() throws Exception {
        Application.run(Server.POSTGRES, Map.of("aatomic.send-block-names", true), application -> {
            application
                    .transactions()
                    .atomic()
                    .named("Orders.place")
                    .run(() -> application.injected("insert into entry select 1 where"
                            + " current_setting('application_name') = 'Orders.place'"));
            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The pool says who has a connection. */
    @ParameterizedTest
    @ValueSource(strings = {"lazy", "LAZY"})
    void connectionsAreTakenWithTheFirstStatementWhereThatIsSaid(String lazy) throws Exception {
        Application.run(
                Server.H2,
                application -> application
                        .transactions()
                        .atomic()
                        .run(() -> assertThat(inUse(application)).isOne()));
        Application.run(Server.H2, Map.of("aatomic.connection-acquisition", lazy), application -> {
            application.transactions().atomic().run(() -> {
                assertThat(inUse(application)).isZero();
                application.insert(1);
                assertThat(inUse(application)).isOne();
            });
            assertThat(application.committed()).containsExactly(1);
        });
    }

    private static int inUse(Application application) {
        return PoolAccess.unwrap(application.bean(DataSource.class)) instanceof HikariDataSource pool
                ? pool.getHikariPoolMXBean().getActiveConnections()
                : -1;
    }

    @Test
    void listenersAndCustomizersAreHeeded() throws Exception {
        Map<String, Object> properties = Map.of("test.listening", true, "test.customized", true);
        Application.run(Server.H2, properties, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Object> gate = new CompletableFuture<>();
            List<CompletableFuture<Object>> holding = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 3; i++) {
                holding.add(transactions.atomic().getStageAsync(() -> transactions.bind(gate)));
            }
            assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                    .isInstanceOf(CannotCreateTransactionException.class);
            gate.complete("done");
            holding.forEach(Await::value);
            Heard heard = application.bean(Heard.class);
            Await.until("all were heard", () -> heard.committed.size() >= 3);
        });
    }

    @Test
    void anApplicationsOwnTransactionsComeFirst() throws Exception {
        Application.run(Server.H2, Map.of("test.own", true), application -> {
            assertThat(application.context().getBeansOfType(Transactions.class)).hasSize(1);
            application.transactions().atomic().run(() -> {
                application.insert(1);
                application.transactions().setRollbackOnly(true);
            });
            application
                    .services()
                    .required(() -> application.transactions().atomic().run(() -> application.insert(2)));
            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void contextPropagationIsOnWhereItIsThere() throws Exception {
        Application.run(
                Server.H2, application -> assertThat(carried(application)).isTrue());
        Application.run(
                Server.H2,
                Map.of("aatomic.context-propagation", false),
                application -> assertThat(application.transactions()).isNotNull());
    }

    private static boolean carried(Application application) {
        Transactions transactions = application.transactions();
        return transactions.atomic().get(() -> {
            CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
            Runnable look = () -> elsewhere.complete(isOpen(transactions));
            new Thread(ContextSnapshotFactory.builder().build().captureAll().wrap(look)).start();
            return Await.value(elsewhere);
        });
    }

    private static boolean isOpen(Transactions transactions) {
        try {
            transactions.scope();
            return true;
        } catch (NoTransactionException lost) {
            return false;
        }
    }

    @Test
    void withoutItMicronautIsAsEver() throws Exception {
        Application.run(Server.H2, Map.of("aatomic.enabled", false), application -> {
            assertThat(application.context().findBean(Transactions.class)).isEmpty();
            assertThat(application.context().findBean(MicronautBridge.class)).isEmpty();
            assertThat(application.bean(TransactionOperations.class)).isInstanceOf(DataSourceTransactionManager.class);
            application.services().required(() -> application.insert(1));
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void withoutADataSourceThereAreNone() {
        try (ApplicationContext context = start(Map.of())) {
            assertThat(context.findBean(Transactions.class)).isEmpty();
        }
    }
}
