package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool for code that knows nothing of blocks. What it gives inside of them is not the pool's to say. Thread-safe if the pool is. */
public final class PoolOutsideBlocks implements DataSource {

    /** What a caller gets in a block. */
    @FunctionalInterface
    public interface Inside {

        /**
         * Opens a connection of the block, or refuses one.
         *
         * @return the connection; null where no block is current
         * @throws SQLException if there is none to be had
         */
        @Nullable
        Connection open() throws SQLException;
    }

    private final DataSource pool;
    private final Inside inside;

    /**
     * Creates a data source.
     *
     * @param pool gives the connections outside of blocks
     * @param inside gives them in blocks
     */
    public PoolOutsideBlocks(DataSource pool, Inside inside) {
        this.pool = pool;
        this.inside = inside;
    }

    private @Nullable Connection connectionOfBlock() throws SQLException {
        try {
            return inside.open();
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection own = connectionOfBlock();
        return own == null ? pool.getConnection() : own;
    }

    /** In a block it is not looked at who asks: the block has its connection. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection own = connectionOfBlock();
        return own == null ? pool.getConnection(user, password) : own;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        pool.setLogWriter(writer);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(pool) || pool.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return "Outside of blocks " + pool;
    }
}
