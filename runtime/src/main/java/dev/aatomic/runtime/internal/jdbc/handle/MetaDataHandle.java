package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The metadata of a connection as a user sees them. The driver may ask the server for most of them. */
@Forwarding(
        value = DatabaseMetaData.class,
        // These may not fail with an SQLException, or say only what the object is.
        direct = {"getDriverMajorVersion", "getDriverMinorVersion", "unwrap", "isWrapperFor"},
        statement = "ResultSet *",
        property = "*")
abstract class MetaDataHandle extends DriverObject implements DatabaseMetaData {

    final DatabaseMetaData driver;

    MetaDataHandle(ConnectionHandle opener, DatabaseMetaData driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    DatabaseMetaData driverObject() {
        return driver;
    }

    @Override
    public final Connection getConnection() {
        return opener;
    }

    /** Metadata are not closed; the connection handle checks itself with each turn. */
    final void checkOpen() {}

    final <T extends @Nullable Object> T inTurn(HandleOwner.Kind kind, DriverCall<T> call) throws SQLException {
        return opener.call(kind, null, call);
    }

    final @Nullable ResultSet resultInTurn(HandleOwner.Kind kind, DriverCall<@Nullable ResultSet> call)
            throws SQLException {
        return opener.query(kind, call);
    }
}
