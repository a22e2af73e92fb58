package dev.aatomic.runtime.spi;

import dev.aatomic.Isolation;

/**
 * Tells a data source that chooses among several by what is bound to the thread, as Spring's {@code AbstractRoutingDataSource} may, for what
 * a connection is taken. Given to {@code Transactions.builder().connectionRouting(...)}.
 *
 * <p>For example, with a data source that reads a thread local of the application's:
 *
 * <pre>{@code
 * builder.connectionRouting((database, isolation, readOnly) -> {
 *     Boolean before = READS_ONLY.get();
 *     READS_ONLY.set(readOnly);
 *     return () -> READS_ONLY.set(before);
 * });
 * }</pre>
 *
 * <p>A data source that chooses by {@link java.sql.Connection#setReadOnly}, as Spring's {@code LazyConnectionDataSourceProxy} does, needs
 * none of this: a block says so to its connection before anything else. Safe for use by many threads.
 */
@FunctionalInterface
public interface ConnectionRouting {

    /**
     * Binds to the calling thread what the connection is for. Called where one is asked of the data source, on whichever thread does so, and
     * once more before anything is asked of that connection, for data sources that choose only then.
     *
     * @param database the name given to the builder
     * @param isolation the isolation of the outermost block; DEFAULT outside of blocks
     * @param readOnly whether the outermost block only reads; false outside of blocks
     * @return puts back what was bound before; closed on the same thread
     */
    Binding bind(String database, Isolation isolation, boolean readOnly);

    /** What is bound to a thread, until it is closed. */
    interface Binding extends AutoCloseable {

        @Override
        void close();
    }
}
