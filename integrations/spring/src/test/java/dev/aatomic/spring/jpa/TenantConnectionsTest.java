package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.context.spi.TenantCredentialsMapper;
import org.hibernate.context.spi.TenantSchemaMapper;
import org.hibernate.engine.jdbc.connections.spi.AbstractDataSourceBasedMultiTenantConnectionProviderImpl;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What Hibernate would choose for each tenant, and cannot in a block: it would be that of whoever had the block's connection before. */
final class TenantConnectionsTest {

    /** One tenant is enough to refuse. */
    private static final class OneTenant implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return "blue";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    private static JpaApplication.FactoryCustomizer tenants(String setting, Object value) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new OneTenant());
        settings.put(setting, value);
        return factory -> factory.getJpaPropertyMap().putAll(settings);
    }

    private static void isRefused(String setting, Class<?> configuration) {
        JpaApplication.run(
                Server.H2,
                jpa -> {
                    for (Place place : List.of(Place.BLOCKING_BODY, Place.STEP)) {
                        assertThatThrownBy(() ->
                                        jpa.inBlock(place, () -> jpa.accounts().count()))
                                .hasMessageContaining("'" + setting + "'")
                                .hasMessageContaining("AbstractRoutingDataSource");
                    }
                    assertThat(jpa.accounts().count()).as("outside blocks").isZero();
                },
                configuration);
    }

    @Configuration(proxyBeanMethods = false)
    static class Schemas {

        @Bean
        JpaApplication.FactoryCustomizer tenants() {
            TenantSchemaMapper<String> schemas = tenant -> "public";
            return TenantConnectionsTest.tenants(AvailableSettings.MULTI_TENANT_SCHEMA_MAPPER, schemas);
        }
    }

    @Test
    void schemaThatHibernateChoosesIsRefused() {
        isRefused(AvailableSettings.MULTI_TENANT_SCHEMA_MAPPER, Schemas.class);
    }

    /** Leads to the one pool. */
    private static final class Connections extends AbstractDataSourceBasedMultiTenantConnectionProviderImpl<String> {

        private static final long serialVersionUID = 1L;

        private final transient DataSource pool;

        Connections(DataSource pool) {
            this.pool = pool;
        }

        @Override
        protected DataSource selectAnyDataSource() {
            return pool;
        }

        @Override
        protected DataSource selectDataSource(String tenant) {
            return pool;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ConnectionProviders {

        @Bean
        JpaApplication.FactoryCustomizer tenants(DataSource pool) {
            return TenantConnectionsTest.tenants(
                    AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER, new Connections(pool));
        }
    }

    @Test
    void connectionThatHibernateChoosesIsRefused() {
        isRefused(AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER, ConnectionProviders.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class Credentials {

        /** The pool is for one user, and takes any for that one. */
        @Bean
        @Primary
        DataSource forAnyUser(HikariDataSource pool) {
            return new DelegatingDataSource(pool) {
                @Override
                public Connection getConnection(String user, String password) throws SQLException {
                    return getConnection();
                }
            };
        }

        @Bean
        JpaApplication.FactoryCustomizer tenants() {
            TenantCredentialsMapper<String> credentials = new TenantCredentialsMapper<>() {
                @Override
                public String user(String tenant) {
                    return tenant;
                }

                @Override
                public String password(String tenant) {
                    return "secret";
                }
            };
            return TenantConnectionsTest.tenants(AvailableSettings.MULTI_TENANT_CREDENTIALS_MAPPER, credentials);
        }
    }

    @Test
    void userOfTheDatabaseThatHibernateChoosesIsRefused() {
        isRefused(AvailableSettings.MULTI_TENANT_CREDENTIALS_MAPPER, Credentials.class);
    }
}
