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

/** A database, and a pool whose connections are enlisted in JTA transactions. */
public final class EnlistedDatabase implements AutoCloseable {

    private final TestDatabase database;
    private final AgroalDataSource pool;
    private final int connections;

    public EnlistedDatabase(SetUp setUp, int connections) {
        this.connections = connections;
        this.database = new TestDatabase(setUp.server);
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(true)
                .connectionPoolConfiguration(pool -> pool.maxSize(connections)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .transactionIntegration(
                                new NarayanaTransactionIntegration(Narayana.transactionManager(), Narayana.registry()))
                        .connectionFactoryConfiguration(factory ->
                                // H2's XA data source names the user itself.
                                factory.jdbcUrl(database.url().replace(";USER=sa", ""))
                                        .principal(setUp.server == Server.H2 ? new NamePrincipal("sa") : null)
                                        .connectionProviderClass(setUp.provider)));
        try {
            pool = AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public AgroalDataSource pool() {
        return pool;
    }

    public int connections() {
        return connections;
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
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select v from entry order by v")) {
            List<Integer> seen = new ArrayList<>();
            while (result.next()) {
                seen.add(result.getInt(1));
            }
            return seen;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What others see. */
    public List<Integer> committed() {
        return database.rows();
    }

    public List<Integer> integers(String sql) {
        return database.integers(sql);
    }

    public void execute(String sql) {
        database.execute(sql);
    }

    /** All its connections come back, work, and hold no transaction. */
    void checkPool() {
        Await.until("all connections are back", () -> pool.getMetrics().activeCount() == 0);
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
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
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
