package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Wrapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An array as a user sees it. It is a {@link Wrapper} too, which drivers' arrays are not. */
final class ArrayHandle extends ValueHandle implements Array, Wrapper {

    /** The standard's SQLState for a value that does not fit. */
    private static final String INVALID_PARAMETER = "22023";

    private final Array driver;

    ArrayHandle(ConnectionHandle opener, Array driver) {
        super(opener);
        this.driver = driver;
    }

    @Override
    Array driverObject() {
        return driver;
    }

    @Override
    public String getBaseTypeName() throws SQLException {
        return inTurn(HandleOwner.Kind.FETCH, connection -> driver.getBaseTypeName());
    }

    @Override
    public int getBaseType() throws SQLException {
        return inTurn(HandleOwner.Kind.FETCH, connection -> driver.getBaseType());
    }

    @Override
    public @Nullable Object getArray() throws SQLException {
        return leadBack(inTurn(HandleOwner.Kind.FETCH, connection -> driver.getArray()), Object.class);
    }

    @Override
    public @Nullable Object getArray(Map<String, Class<?>> map) throws SQLException {
        return leadBack(inTurn(HandleOwner.Kind.FETCH, connection -> driver.getArray(map)), Object.class);
    }

    @Override
    public @Nullable Object getArray(long index, int count) throws SQLException {
        return leadBack(inTurn(HandleOwner.Kind.FETCH, connection -> driver.getArray(index, count)), Object.class);
    }

    @Override
    public @Nullable Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return leadBack(inTurn(HandleOwner.Kind.FETCH, connection -> driver.getArray(index, count, map)), Object.class);
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        return opener.query(HandleOwner.Kind.FETCH, connection -> driver.getResultSet());
    }

    @Override
    public @Nullable ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return opener.query(HandleOwner.Kind.FETCH, connection -> driver.getResultSet(map));
    }

    @Override
    public @Nullable ResultSet getResultSet(long index, int count) throws SQLException {
        return opener.query(HandleOwner.Kind.FETCH, connection -> driver.getResultSet(index, count));
    }

    @Override
    public @Nullable ResultSet getResultSet(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return opener.query(HandleOwner.Kind.FETCH, connection -> driver.getResultSet(index, count, map));
    }

    @Override
    public void free() throws SQLException {
        free(connection -> {
            driver.free();
            return true;
        });
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(driver)) {
            throw new SQLNonTransientException(
                    "The driver's array is a " + driver.getClass().getName() + ", not a " + type.getName()
                            + ". Ask with isWrapperFor first.",
                    INVALID_PARAMETER);
        }
        return type.cast(driver);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(driver);
    }
}
