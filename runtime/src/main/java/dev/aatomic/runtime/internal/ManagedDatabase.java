package dev.aatomic.runtime.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One database of the application: its pool and the queue for it. */
final class ManagedDatabase {

    private static final int UNKNOWN = -1;

    private final String name;
    private final DataSource dataSource;
    private final Admission admission;
    private final Counters counters = new Counters();

    /** What is asked once; two threads that ask at the same time get the same answer. */
    private volatile int defaultIsolation = UNKNOWN;

    private volatile @Nullable Boolean postgres;

    ManagedDatabase(String name, DataSource dataSource, int connections, int maxWaiting) {
        this.name = name;
        this.dataSource = dataSource;
        this.admission = new Admission(connections, maxWaiting);
    }

    String name() {
        return name;
    }

    /** Takes a connection. Its caller has a ticket. */
    Resource connect(BlockSettings settings) throws SQLException {
        return JdbcResource.open(this, settings.isolation(), settings.isReadOnly());
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** The isolation of the pool's connections, asked for once: on most databases the question is a round trip. */
    int defaultIsolation(Connection connection) throws SQLException {
        int known = defaultIsolation;
        if (known == UNKNOWN) {
            known = connection.getTransactionIsolation();
            defaultIsolation = known;
        }
        return known;
    }

    boolean isPostgres(Connection connection) throws SQLException {
        Boolean known = postgres;
        if (known == null) {
            known = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
            postgres = known;
        }
        return known;
    }

    Counters counters() {
        return counters;
    }

    Admission admission() {
        return admission;
    }

    @Override
    public String toString() {
        return name;
    }
}
