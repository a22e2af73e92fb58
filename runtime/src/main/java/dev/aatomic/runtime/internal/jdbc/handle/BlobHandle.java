package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Blob;
import java.sql.SQLException;

/** A large object of bytes as a user sees it. It ends with its block. */
@Forwarding(
        value = Blob.class,
        statement = {"setBytes", "setBinaryStream", "truncate"},
        fetch = "*",
        leadingBack = {"getBinaryStream", "setBinaryStream"})
abstract class BlobHandle extends ValueHandle implements Blob {

    final Blob driver;

    BlobHandle(ConnectionHandle opener, Blob driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    Blob driverObject() {
        return driver;
    }

    @Override
    public final void free() throws SQLException {
        free(connection -> {
            driver.free();
            return true;
        });
    }
}
