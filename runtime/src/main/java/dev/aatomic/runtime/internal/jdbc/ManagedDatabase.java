package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One database of the application: its pool and the queue for it. */
public final class ManagedDatabase {

    private static final int UNKNOWN = -1;

    private final String name;
    final DataSource dataSource;

    /** Opens what transactions run on, for the holder of a ticket. A data source that can open it does so itself. */
    public final SessionSource sessions;

    public final Admission admission;

    public final Counters counters = new Counters();

    /** Written before the database is shared. */
    private @Nullable String resetSql;

    /** What is asked once; two threads that ask at the same time get the same answer. */
    private volatile int defaultIsolation = UNKNOWN;

    private volatile @Nullable SqlSyntax syntax;

    public ManagedDatabase(String name, DataSource dataSource, int connections, int maxWaiting) {
        this.name = name;
        this.dataSource = dataSource;
        this.sessions = dataSource instanceof SessionSource own ? own : JdbcResource::open;
        this.admission = new Admission(connections, maxWaiting);
    }

    /** The same database for one more build. */
    public ManagedDatabase withQueuesOfItsOwn(int maxWaiting) {
        ManagedDatabase fresh = new ManagedDatabase(name, dataSource, admission.connections(), maxWaiting);
        fresh.resetSql = resetSql;
        return fresh;
    }

    /** Sets the SQL that is run on each used connection before it is given back. */
    public void resetWith(String sql) {
        resetSql = sql;
    }

    @Nullable
    String resetSql() {
        return resetSql;
    }

    public String name() {
        return name;
    }

    /** The isolation of the pool's connections, asked for once: on most databases the question is a round trip. */
    int defaultIsolation(Connection connection) throws SQLException {
        int known = defaultIsolation;
        if (known == UNKNOWN) {
            known = connection.getTransactionIsolation();
            defaultIsolation = known;
        }
        return known;
    }

    boolean isPostgres(Connection connection) throws SQLException {
        return syntax(connection) == SqlSyntax.POSTGRES;
    }

    /** How the database reads SQL text; null until it was asked. */
    @Nullable
    public SqlSyntax knownSyntax() {
        return syntax;
    }

    public SqlSyntax syntax(Connection connection) throws SQLException {
        SqlSyntax known = syntax;
        if (known == null) {
            known = SqlSyntax.of(connection);
            syntax = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name;
    }
}
