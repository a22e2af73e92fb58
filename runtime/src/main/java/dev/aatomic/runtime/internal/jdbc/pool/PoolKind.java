package dev.aatomic.runtime.internal.jdbc.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One library of connection pools, and what is done in its own way. It is known by the names of its types, so that it need not be present,
 * and nothing but public methods of public types is called where the library has any.
 *
 * <p>A connection is looked for by its own type and not through the data source, where that is possible: a data source that routes leads to
 * one of its pools, and perhaps to another than the connection's.
 */
interface PoolKind {

    /**
     * Reads how many connections the pool gives at most.
     *
     * @return null if the data source is none of this kind; empty if it has no limit
     * @throws IllegalStateException if the pool does not answer
     */
    @Nullable
    OptionalInt connections(DataSource dataSource);

    /**
     * Finds the driver's connection behind one that does not lead to it by itself.
     *
     * @return null if it is none of this kind
     */
    default @Nullable Connection physical(Connection connection) throws ReflectiveOperationException, SQLException {
        return null;
    }

    /**
     * Marks a connection of this kind, so that its pool drops it when it comes back. Comes before all else, because some pools take a
     * connection back as soon as it is aborted. Waits for nothing.
     */
    default void condemn(Connection connection) throws ReflectiveOperationException {}

    /** Whether the pool counts a connection of this kind for ever that is aborted other than in the driver. */
    default boolean countsAborted(Connection connection) {
        return false;
    }

    /** Makes the pool forget a connection of this kind that was aborted. */
    default void forget(DataSource dataSource, Connection connection) throws ReflectiveOperationException {}
}
