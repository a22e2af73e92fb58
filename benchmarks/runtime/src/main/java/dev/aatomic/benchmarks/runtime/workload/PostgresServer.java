package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server on this machine with the table of {@link Form#UPDATE}, set so that its disk does not matter. */
final class PostgresServer implements AutoCloseable {

    static final int ROWS = 10_000;

    /** Longer than anything here takes, so that what hangs is seen to hang. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 300_000;

    private final EmbeddedPostgres server;

    PostgresServer() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("checkpoint_timeout", "30min")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("max_connections", "200")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // Room in each page for the row's next version, so that the table does not grow.
            statement.execute("create table counter(id int primary key, n int not null) with (fillfactor = 50)");
            statement.execute("insert into counter select i, 0 from generate_series(1, " + ROWS + ") i");
            statement.execute("vacuum analyze counter");
        }
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    static HikariDataSource pool(String url, int connections) {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(connections);
        configuration.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        configuration.setPoolName("benchmark");
        return new HikariDataSource(configuration);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
