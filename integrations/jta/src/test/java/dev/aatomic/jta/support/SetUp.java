package dev.aatomic.jta.support;

import dev.aatomic.testing.Server;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.xa.PGXADataSource;

/** The databases, each with the driver that knows nothing of JTA and with its XA driver. */
public enum SetUp {
    H2(Server.H2, org.h2.Driver.class),
    H2_XA(Server.H2, JdbcDataSource.class),
    POSTGRES(Server.POSTGRES, org.postgresql.Driver.class),
    POSTGRES_XA(Server.POSTGRES, PGXADataSource.class);

    final Server server;

    /** What the pool opens connections with. */
    final Class<?> provider;

    SetUp(Server server, Class<?> provider) {
        this.server = server;
        this.provider = provider;
    }

    public Server server() {
        return server;
    }

    public boolean isXa() {
        return this == H2_XA || this == POSTGRES_XA;
    }
}
