package dev.aatomic.runtime.internal;

import java.sql.SQLException;
import javax.sql.DataSource;

/** One database of the application: its pool and the queue for it. */
final class ManagedDatabase {

    private final String name;
    private final DataSource dataSource;
    private final Admission admission;

    ManagedDatabase(String name, DataSource dataSource, int connections) {
        this.name = name;
        this.dataSource = dataSource;
        this.admission = new Admission(connections);
    }

    String name() {
        return name;
    }

    /** Takes a connection. Its caller has a ticket. */
    Resource connect() throws SQLException {
        return JdbcResource.open(this);
    }

    DataSource dataSource() {
        return dataSource;
    }

    Admission admission() {
        return admission;
    }

    @Override
    public String toString() {
        return name;
    }
}
