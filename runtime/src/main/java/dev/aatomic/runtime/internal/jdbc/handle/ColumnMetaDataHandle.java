package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.ResultSetMetaData;

/** What a result says of its columns, as a user sees it: the driver may ask the server for some of it. */
@Forwarding(
        value = ResultSetMetaData.class,
        direct = {"unwrap", "isWrapperFor", "getColumnCount", "getColumnLabel", "getColumnName"},
        prepare = "*")
abstract class ColumnMetaDataHandle extends ValueHandle implements ResultSetMetaData {

    final ResultSetMetaData driver;

    ColumnMetaDataHandle(ConnectionHandle opener, ResultSetMetaData driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    ResultSetMetaData driverObject() {
        return driver;
    }
}
