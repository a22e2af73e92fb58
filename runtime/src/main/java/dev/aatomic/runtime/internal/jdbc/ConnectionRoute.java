package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.spi.ConnectionRouting;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a connection comes to the server that is right for its transaction, where the data source chooses one by the thread. */
final class ConnectionRoute {

    private ConnectionRoute() {}

    /** Takes a connection out of the pool. */
    static Connection take(
            ManagedDatabase database, ConnectionRouting routing, @Nullable TransactionProperties properties)
            throws SQLException {
        ConnectionRouting.Binding binding = bind(database, routing, properties);
        try {
            return database.dataSource.getConnection();
        } finally {
            binding.close();
        }
    }

    /** Has the server chosen, before anything else reaches the connection. */
    static void choose(
            ManagedDatabase database,
            ConnectionRouting routing,
            Connection connection,
            @Nullable TransactionProperties properties)
            throws SQLException {
        ConnectionRouting.Binding binding = bind(database, routing, properties);
        try {
            if (properties != null) {
                properties.announceReadOnly(connection);
            }
            // One that is taken only when something is asked of it is taken now. No driver sends anything for this.
            connection.getMetaData();
        } finally {
            binding.close();
        }
    }

    private static ConnectionRouting.Binding bind(
            ManagedDatabase database, ConnectionRouting routing, @Nullable TransactionProperties properties) {
        return properties == null
                ? routing.bind(database.name(), Isolation.DEFAULT, false)
                : routing.bind(database.name(), properties.isolation(), properties.isReadOnly());
    }
}
