package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A property of the connection that a user may change in a block, and that is put back at its end. */
interface ConnectionProperty {

    /**
     * {@link Connection#setSchema}.
     *
     * @param owner knows what the database makes of it
     * @return the property
     */
    static ConnectionProperty schema(HandleOwner owner) {
        return setting(owner::readSchema);
    }

    /** {@link Connection#setCatalog}. */
    ConnectionProperty CATALOG = setting(connection -> {
        @Nullable String original = connection.getCatalog();
        return target -> target.setCatalog(original);
    });

    /** {@link Connection#setNetworkTimeout}. */
    ConnectionProperty NETWORK_TIMEOUT = connection -> {
        int original = connection.getNetworkTimeout();
        return target -> target.setNetworkTimeout(Runnable::run, original);
    };

    /** {@link Connection#setHoldability}. */
    ConnectionProperty HOLDABILITY = connection -> {
        int original = connection.getHoldability();
        return target -> target.setHoldability(original);
    };

    /** {@link Connection#setTypeMap}. */
    ConnectionProperty TYPE_MAP = connection -> {
        @Nullable Map<String, Class<?>> original = connection.getTypeMap();
        return target -> target.setTypeMap(original);
    };

    /** {@link Connection#setClientInfo(Properties)}. */
    ConnectionProperty CLIENT_INFO = setting(connection -> {
        Properties original = new Properties();
        @Nullable Properties current = connection.getClientInfo();
        if (current != null) {
            current.stringPropertyNames().forEach(name -> original.setProperty(name, current.getProperty(name)));
        }
        return target -> target.setClientInfo(original);
    });

    /**
     * {@link Connection#setClientInfo(String, String)}.
     *
     * @param name of the client information
     * @return the property
     */
    static ConnectionProperty clientInfo(@Nullable String name) {
        return setting(connection -> {
            @Nullable String original = connection.getClientInfo(name);
            return target -> target.setClientInfo(name, original);
        });
    }

    /**
     * Whether it is a setting of the session on the server.
     *
     * @return false for what the driver keeps to itself
     */
    default boolean isSetting() {
        return false;
    }

    /**
     * Marks a property as a setting of the session.
     *
     * @param property reads it
     * @return the property
     */
    private static ConnectionProperty setting(ConnectionProperty property) {
        return new ConnectionProperty() {
            @Override
            public HandleLedger.Restoration read(Connection connection) throws SQLException {
                return property.read(connection);
            }

            @Override
            public boolean isSetting() {
                return true;
            }
        };
    }

    /**
     * Reads the value.
     *
     * @param connection the pool's connection
     * @return what sets this value again
     * @throws SQLException what the driver threw
     */
    HandleLedger.Restoration read(Connection connection) throws SQLException;
}
