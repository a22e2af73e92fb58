package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.VirtualThreads;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.DialectChoice;
import dev.aatomic.runtime.internal.jdbc.dialect.StandardFailures;
import dev.aatomic.runtime.internal.jdbc.sql.StatementText;
import dev.aatomic.runtime.spi.ConnectionRouting;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.DialectProvider;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** The user's. */
    private final List<DialectProvider> dialects;

    /** Written before the database is shared. */
    private @Nullable String resetSql;

    /** Written before the database is shared. */
    @Nullable
    ConnectionRouting routing;

    /** Whether the text of a running statement is told. Written before the database is shared. */
    private boolean recordsSql;

    /** Whether blocks send their names. Written before the database is shared. */
    boolean sendsBlockNames;

    /** What is asked once; two threads that ask at the same time get the same answer. */
    private volatile int defaultIsolation = UNKNOWN;

    /** Read here and by the resources; written by {@link #dialect(Connection)}. */
    volatile @Nullable DatabaseDialect dialect;

    private volatile @Nullable Set<Isolation> isolations;

    /** Whether somebody has looked at what switching autocommit costs. */
    final AtomicBoolean autocommitLookedAt = new AtomicBoolean();

    /** Whether it was said that names cannot be sent. */
    private final AtomicBoolean isHintedAtBlockNames = new AtomicBoolean();

    public ManagedDatabase(String name, DataSource dataSource, int connections, int maxWaiting) {
        this(name, dataSource, connections, maxWaiting, List.of());
    }

    private ManagedDatabase(
            String name, DataSource dataSource, int connections, int maxWaiting, List<DialectProvider> providers) {
        this.dialects = providers;
        this.name = name;
        this.dataSource = dataSource;
        this.sessions = dataSource instanceof SessionSource own ? own : JdbcResource::open;
        this.admission = new Admission(connections, maxWaiting);
    }

    /** The same database for one more build. */
    public ManagedDatabase withQueuesOfItsOwn(int maxWaiting, List<DialectProvider> providers) {
        ManagedDatabase fresh = new ManagedDatabase(name, dataSource, admission.connections(), maxWaiting, providers);
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

    /** Sets what is told where a connection is taken. */
    public void routeBy(@Nullable ConnectionRouting told) {
        routing = told;
    }

    /** Sets whether the text of a running statement is told. */
    public void recordSql(boolean wanted) {
        recordsSql = wanted;
    }

    /** Sets whether blocks send their names. */
    public void sendBlockNames(boolean wanted) {
        sendsBlockNames = wanted;
    }

    /** Whether the text of a running statement is told to whoever looks at the open blocks. */
    public boolean recordsSql() {
        return recordsSql;
    }

    /** The text of a statement that runs, without the values of its parameters; null where it is not to be told. */
    public @Nullable String recordedSql(@Nullable Statement statement) {
        return recordsSql && statement instanceof StatementText known ? known.sql() : null;
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

    /** Whether the isolation of the pool's connections is SERIALIZABLE, or not known. */
    boolean mayBeSerializableByDefault() {
        int known = defaultIsolation;
        return known == UNKNOWN || known == Connection.TRANSACTION_SERIALIZABLE;
    }

    /** What the database does in its own way; null until it was asked what it is. */
    public @Nullable DatabaseDialect knownDialect() {
        return dialect;
    }

    /** As {@link #knownDialect}; asks a connection of it the first time. */
    public DatabaseDialect dialect(Connection connection) throws SQLException {
        DatabaseDialect known = dialect;
        if (known == null) {
            known = DialectChoice.of(connection, dialects);
            dialect = known;
            if (known.runsInProcess() && VirtualThreads.isCurrent()) {
                logger().log(
                                System.Logger.Level.WARNING,
                                "Database '" + name
                                        + "' runs in this process, on the threads that call it, and was called on a"
                                        + " virtual one. There a statement that waits for another block can keep that block from"
                                        + " ever running. Call it on platform threads: builder().executor(...) with none, or with a"
                                        + " pool of them, and blocking blocks on such threads too");
            }
        }
        return known;
    }

    /** Whether it is a server, which works on threads of its own; false while that is not known. */
    public boolean isKnownServer() {
        DatabaseDialect known = dialect;
        return known == null ? dataSource instanceof SessionSource : !known.runsInProcess();
    }

    /** As {@link #dialect}, for a transaction: refuses a database that has none. */
    DatabaseDialect transactionalDialect(Connection connection) throws SQLException {
        DatabaseDialect known = dialect(connection);
        if (!known.hasTransactions()) {
            throw new SQLException("The driver of database '" + name
                    + "' says that it has no transactions, so a block could promise nothing. Use its connections without"
                    + " one: autocommit(...), or @NonAatomic");
        }
        return known;
    }

    /** A block has switched autocommit off: says once what that costs, where the pool could spare it. */
    void hintAtAutocommit(DatabaseDialect known) {
        if (autocommitLookedAt.compareAndSet(false, true) && known.switchesAutocommitByStatement()) {
            logger().log(
                            System.Logger.Level.INFO,
                            "The pool of database '" + name
                                    + "' gives connections with autocommit on, which this database is told to switch by a statement:"
                                    + " each block costs two round trips that can be spared. Let the pool give them with autocommit"
                                    + " off: with HikariCP autoCommit=false, with other pools defaultAutoCommit=false or alike");
        }
    }

    /** A block was to send its name: says once that it cannot be sent. */
    void hintAtBlockNames(DatabaseDialect known) {
        if (isHintedAtBlockNames.compareAndSet(false, true)) {
            logger().log(
                            System.Logger.Level.INFO,
                            "sendBlockNames: found true, but database '" + name + "' (" + known.systemName()
                                    + ") shows no name that ends with a transaction; expected PostgreSQL. Its blocks send none");
        }
    }

    /** What a failure says of its transaction. */
    FailureMeaning meaningOf(SQLException failure) {
        DatabaseDialect known = dialect;
        return known == null ? StandardFailures.meaningOf(failure) : known.meaningOf(failure);
    }

    /** The levels that can be set; asked for once. */
    Set<Isolation> isolations(Connection connection) throws SQLException {
        Set<Isolation> known = isolations;
        if (known == null) {
            known = EnumSet.noneOf(Isolation.class);
            // Whatever JDBC says, a wrapper may have none: then the driver is left to refuse what it does not have.
            @Nullable DatabaseMetaData metaData = connection.getMetaData();
            for (Isolation each : Isolation.values()) {
                if (each != Isolation.DEFAULT
                        && (metaData == null
                                || metaData.supportsTransactionIsolationLevel(TransactionProperties.jdbcLevel(each)))) {
                    known.add(each);
                }
            }
            isolations = known;
        }
        return known;
    }

    /** Whether a failure, or one of its causes, says that the transaction was in the way of another, and may succeed if it is run again. */
    public boolean isRetryable(Throwable failure) {
        return Failures.anyCause(
                failure, cause -> cause instanceof SQLException sql && meaningOf(sql) == FailureMeaning.RETRYABLE);
    }

    @Override
    public String toString() {
        return name;
    }

    private static System.Logger logger() {
        return System.getLogger(ManagedDatabase.class.getName());
    }
}
