package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.ParameterMetaData;

/** What a statement says of its parameters, as a user sees it: the driver may ask the server for some of it. */
@Forwarding(
        value = ParameterMetaData.class,
        direct = {"unwrap", "isWrapperFor", "getParameterCount"},
        prepare = "*")
abstract class ParameterMetaDataHandle extends ValueHandle implements ParameterMetaData {

    final ParameterMetaData driver;

    ParameterMetaDataHandle(ConnectionHandle opener, ParameterMetaData driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    ParameterMetaData driverObject() {
        return driver;
    }
}
