package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.spring.support.Application;
import dev.aatomic.spring.support.ApplicationBuilder;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A session is on the connection that the data source gives to its block: that of the replica, or that of the tenant's schema. */
final class RoutingInBlockTest {

    private static final String OTHER = "otherUrl";

    private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

    /** Leads to one of two schemas. */
    private abstract static class TwoPools extends AbstractRoutingDataSource {

        private final HikariDataSource other = new HikariDataSource();

        TwoPools(HikariDataSource pool, Environment environment) {
            other.setJdbcUrl(environment.getRequiredProperty(OTHER));
            other.setMaximumPoolSize(3);
            setTargetDataSources(Map.of(true, other));
            setDefaultTargetDataSource(pool);
        }

        /** Called by Spring as the application ends. */
        public void close() {
            other.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Replica {

        @Bean
        @Primary
        DataSource routing(HikariDataSource pool, Environment environment) {
            return new TwoPools(pool, environment) {
                @Override
                protected Object determineCurrentLookupKey() {
                    return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SchemaPerTenant {

        @Bean
        @Primary
        DataSource routing(HikariDataSource pool, Environment environment) {
            return new TwoPools(pool, environment) {
                @Override
                protected Object determineCurrentLookupKey() {
                    return "blue".equals(TENANT.get());
                }
            };
        }

        @Bean
        ContextCapture carryingTheTenant() {
            return task -> {
                String tenant = TENANT.get();
                return () -> as(tenant, task);
            };
        }
    }

    private static void as(@Nullable String tenant, Runnable task) {
        String before = TENANT.get();
        TENANT.set(tenant);
        try {
            task.run();
        } finally {
            TENANT.set(before);
        }
    }

    /** What a test does with an application and with its other schema. */
    private interface TwoSchemas {
        void run(JpaApplication jpa, TestDatabase other) throws Exception;
    }

    private static void run(Server server, TwoSchemas test, Class<?> configuration) {
        try (TestDatabase other = new TestDatabase(server)) {
            other.execute("create table account (id int primary key, owner varchar(255), balance int not null,"
                    + " version int, created timestamp(6) with time zone, modifiedBy varchar(255))");
            other.execute("insert into account (id, owner, balance, version) values (1, 'other', 7, 0)");
            ApplicationBuilder builder = Application.on(server).property(OTHER, other.url());
            JpaApplication.run(
                    builder,
                    jpa -> {
                        jpa.given(1, "ann", 100);
                        test.run(jpa, other);
                    },
                    configuration);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void readOnlyBlocksAndServicesReadTheReplica(Server server) {
        run(
                server,
                (jpa, replica) -> {
                    int read = jpa.transactions()
                            .atomic()
                            .readOnly()
                            .get(() -> jpa.accounts().findById(1).orElseThrow().balance);
                    assertThat(read).isEqualTo(7);
                    jpa.transactions().atomic().run(() -> {
                        jpa.accounts().findById(1).orElseThrow().balance = 50;
                        // REQUIRES_NEW, and read-only.
                        jpa.service().readAloneAndChange(1);
                        assertThat(jpa.accounts().findById(1).orElseThrow().balance)
                                .isEqualTo(50);
                    });
                    assertThat(jpa.rows()).containsExactly("1:50");
                    assertThat(replica.integers("select balance from account")).containsExactly(7);
                },
                Replica.class);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void eachTenantHasItsSchemaWhereTheDataSourceLeadsToIt(Server server) {
        run(
                server,
                (jpa, blue) -> {
                    for (Place place : Place.values()) {
                        as(
                                "red",
                                () -> jpa.inBlock(
                                        place, () -> jpa.accounts().findById(1).orElseThrow().balance++));
                        as(
                                "blue",
                                () -> jpa.inBlock(place, () -> {
                                    jpa.accounts().findById(1).orElseThrow().balance--;
                                    jpa.service().withdraw(1, 1);
                                }));
                    }
                    assertThat(jpa.rows()).containsExactly("1:103");
                    assertThat(blue.integers("select balance from account")).containsExactly(1);
                },
                SchemaPerTenant.class);
    }
}
