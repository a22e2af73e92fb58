package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;

/**
 * A large object of characters as a user sees it. It ends with its block.
 *
 * @param <C> which of the two
 */
@Forwarding(
        value = {Clob.class, NClob.class},
        statement = {"setString", "setAsciiStream", "setCharacterStream", "truncate"},
        fetch = "*",
        leadingBack = {"getCharacterStream", "getAsciiStream", "setAsciiStream", "setCharacterStream"})
abstract class ClobHandle<C extends Clob> extends ValueHandle implements Clob {

    final C driver;

    ClobHandle(ConnectionHandle opener, C driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    C driverObject() {
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
