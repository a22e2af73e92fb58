package dev.aatomic.runtime.support.memory;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.NamedBlock;
import dev.aatomic.runtime.internal.jdbc.SessionSource;
import java.sql.Connection;

/** A {@link MemoryDatabase} for a builder: transactions run on {@link MemorySession}, all else on connections that commit at once. */
public final class MemoryDataSource extends PlainDataSource implements SessionSource {

    private final MemoryDatabase database;

    MemoryDataSource(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public JdbcSession open(ManagedDatabase managed, Isolation isolation, boolean readOnly, NamedBlock block) {
        return new MemorySession(database);
    }

    @Override
    public Connection getConnection() {
        return MemoryConnection.committingAtOnce(database);
    }
}
