package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.SQLException;
import java.sql.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A structure as a user sees it. It ends with its block. */
final class StructHandle extends ValueHandle implements Struct {

    private final Struct driver;

    StructHandle(ConnectionHandle opener, Struct driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    Struct driverObject() {
        return driver;
    }

    @Override
    public String getSQLTypeName() throws SQLException {
        return inTurn(HandleOwner.Kind.FETCH, connection -> driver.getSQLTypeName());
    }

    @Override
    public @Nullable Object @Nullable [] getAttributes() throws SQLException {
        return attributes(this.<@Nullable Object @Nullable []>inTurn(
                HandleOwner.Kind.FETCH, connection -> driver.getAttributes()));
    }

    @Override
    public @Nullable Object @Nullable [] getAttributes(Map<String, Class<?>> map) throws SQLException {
        return attributes(this.<@Nullable Object @Nullable []>inTurn(
                HandleOwner.Kind.FETCH, connection -> driver.getAttributes(map)));
    }

    private @Nullable Object @Nullable [] attributes(@Nullable Object @Nullable [] attributes) throws SQLException {
        return attributes == null ? null : ValueHandles.elements(opener, attributes);
    }
}
