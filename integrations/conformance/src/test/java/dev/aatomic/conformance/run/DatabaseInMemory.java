package dev.aatomic.conformance.run;

import dev.aatomic.runtime.support.memory.MemoryDatabase;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The engine's second kind of resource: in memory, with a COMMIT that is answered later on another thread. */
final class DatabaseInMemory implements TestDatabase {

    private final MemoryDatabase database = new MemoryDatabase();
    private final DataSource dataSource = database.dataSource();

    DatabaseInMemory() {
        database.add(ALWAYS_THERE);
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public List<Integer> rows() {
        return database.rows().stream().filter(row -> row != ALWAYS_THERE).toList();
    }

    @Override
    public void reset() throws SQLException {
        if (connectionsOutNow() > 0) {
            throw new SQLException("A transaction was left open");
        }
        database.clear();
        database.add(ALWAYS_THERE);
    }

    @Override
    public int connectionsOutNow() {
        return database.open();
    }

    @Override
    public void close() {}
}
