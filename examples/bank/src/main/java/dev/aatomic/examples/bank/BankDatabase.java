package dev.aatomic.examples.bank;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;

/** A database of the program's own, gone when it is closed, and a pool of connections to it. */
final class BankDatabase implements AutoCloseable {

    static final int CONNECTIONS = 8;

    private final SQLDialect dialect;
    private final @Nullable EmbeddedPostgres server;
    private final HikariDataSource pool;

    private BankDatabase(SQLDialect dialect, @Nullable EmbeddedPostgres server, String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        this.dialect = dialect;
        this.server = server;
        this.pool = new HikariDataSource(config);
    }

    /** Starts a PostgreSQL server. */
    static BankDatabase postgres() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        return new BankDatabase(SQLDialect.POSTGRES, server, server.getJdbcUrl("postgres", "postgres"));
    }

    /** Opens an H2 database in memory. */
    static BankDatabase h2() {
        return new BankDatabase(SQLDialect.H2, null, "jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000");
    }

    DataSource dataSource() {
        return pool;
    }

    SQLDialect dialect() {
        return dialect;
    }

    @Override
    public void close() {
        pool.close();
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
