package dev.aatomic.jta.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.narayana.NarayanaTransactionIntegration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A database, and a pool whose connections are enlisted in JTA transactions. Made once for all tests of this JVM, since a connection costs more
 * than a test; each finds it empty, and leaves the pool clean.
 */
public final class EnlistedDatabase {

    private record Kind(SetUp setUp, int connections, int number) {}

    private static final Map<Kind, EnlistedDatabase> MADE = new ConcurrentHashMap<>();

    private final TestDatabase database;
    private final AgroalDataSource pool;
    private final int connections;

    /** Sees what is committed. */
    private final Connection witness;

    private EnlistedDatabase(Kind kind) {
        SetUp setUp = kind.setUp;
        connections = kind.connections;
        database = new TestDatabase(setUp.server);
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(true)
                .connectionPoolConfiguration(configured -> configured
                        .maxSize(connections)
                        .acquisitionTimeout(Duration.ofSeconds(20))
                        .transactionIntegration(
                                new NarayanaTransactionIntegration(Narayana.transactionManager(), Narayana.registry()))
                        .connectionFactoryConfiguration(factory ->
                                // H2's XA data source names the user itself.
                                factory.jdbcUrl(database.url().replace(";USER=sa", ""))
                                        .principal(setUp.server == Server.H2 ? new NamePrincipal("sa") : null)
                                        .connectionProviderClass(setUp.provider)));
        try {
            pool = AgroalDataSource.from(configuration);
            witness = database.connect();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A database that no other test uses now. */
    public static EnlistedDatabase empty(SetUp setUp, int connections) {
        return empty(setUp, connections, 1);
    }

    /**
     * One of several.
     *
     * @param number which
     */
    public static EnlistedDatabase empty(SetUp setUp, int connections, int number) {
        EnlistedDatabase made = MADE.computeIfAbsent(new Kind(setUp, connections, number), EnlistedDatabase::new);
        made.execute("delete from entry");
        return made;
    }

    public AgroalDataSource pool() {
        return pool;
    }

    /** The same database without JTA. */
    public DataSource beside() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(database.url().replace(";USER=sa", ""));
        source.setUser("sa");
        return source;
    }

    /** Inserts on the connection that JTA enlists here; without a JTA transaction it commits at once. */
    public void insert(int value) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into entry values (?)")) {
            statement.setInt(1, value);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What is seen in the JTA transaction of this thread. */
    public List<Integer> seen() {
        try (Connection connection = pool.getConnection()) {
            return rows(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What others see. */
    public synchronized List<Integer> committed() {
        try {
            return rows(witness);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select v from entry order by v")) {
            List<Integer> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getInt(1));
            }
            return rows;
        }
    }

    /** Runs a statement beside everything else. */
    public synchronized void execute(String sql) {
        try (Statement statement = witness.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** All its connections come back, work, and hold no transaction. */
    public void checkPool() {
        Await.until("all connections are back", () -> pool.getMetrics().activeCount() == 0);
        List<Connection> all = new ArrayList<>();
        try {
            for (long i = pool.getMetrics().availableCount(); i > 0; i--) {
                Connection connection = pool.getConnection();
                all.add(connection);
                assertThat(connection.isValid(5)).as("valid").isTrue();
                assertThat(connection.getAutoCommit()).as("autocommit").isTrue();
            }
            for (Connection connection : all) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new AssertionError("A connection of the pool does not work", e);
        }
        // A lock that is left behind by a lost transaction would make this wait for its timeout, and fail.
        execute("delete from entry");
    }
}
