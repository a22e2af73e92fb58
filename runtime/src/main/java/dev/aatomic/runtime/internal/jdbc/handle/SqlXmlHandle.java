package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.SQLException;
import java.sql.SQLXML;

/** A document as a user sees it. It ends with its block. */
@Forwarding(
        value = SQLXML.class,
        statement = "set*",
        fetch = "*",
        leadingBack = {"getBinaryStream", "setBinaryStream", "getCharacterStream", "setCharacterStream"})
abstract class SqlXmlHandle extends ValueHandle implements SQLXML {

    final SQLXML driver;

    SqlXmlHandle(ConnectionHandle opener, SQLXML driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    SQLXML driverObject() {
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
