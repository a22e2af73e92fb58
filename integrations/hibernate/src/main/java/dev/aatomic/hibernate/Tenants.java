package dev.aatomic.hibernate;

import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cfg.AvailableSettings;
import org.jspecify.annotations.Nullable;

/** What a factory does for tenants that the session of a block cannot: that has the block's connection, which Hibernate does not choose. */
final class Tenants {

    private Tenants() {}

    /** Refuses what would be left out without a word, so that rows of one tenant would be read and written for another. */
    static void requireNoConnectionsOfTheirOwn(SessionFactoryOptions options) {
        String found = found(options);
        if (found != null) {
            throw new IllegalArgumentException(
                    "factory: found one that chooses a connection or a schema for each tenant, by '" + found
                            + "', which the session of a block would not get, since it is on the connection of the"
                            + " block. Expected: tenants by @TenantId, or a data source that leads to the tenant's"
                            + " database or schema by itself, such as Spring's AbstractRoutingDataSource, for the"
                            + " factory and for the blocks.");
        }
    }

    private static @Nullable String found(SessionFactoryOptions options) {
        if (options.isMultiTenancyEnabled()) {
            return AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER;
        }
        if (options.getTenantSchemaMapper() != null) {
            return AvailableSettings.MULTI_TENANT_SCHEMA_MAPPER;
        }
        return options.getTenantCredentialsMapper() != null ? AvailableSettings.MULTI_TENANT_CREDENTIALS_MAPPER : null;
    }
}
