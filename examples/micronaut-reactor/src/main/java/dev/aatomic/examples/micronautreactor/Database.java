package dev.aatomic.examples.micronautreactor;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An H2 database in memory, with ten accounts. */
final class Database {

    private Database() {}

    /** Makes a new one, and a pool of connections to it. */
    static HikariDataSource create() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=30000");
        config.setMaximumPoolSize(4);
        HikariDataSource dataSource = new HikariDataSource(config);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE account (id BIGINT PRIMARY KEY, owner VARCHAR NOT NULL, balance DECIMAL(12, 2) NOT NULL)");
            statement.execute("CREATE TABLE transfer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " source BIGINT NOT NULL, target BIGINT NOT NULL, amount DECIMAL(12, 2) NOT NULL)");
            statement.execute("CREATE TABLE listing (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
            statement.execute("INSERT INTO account SELECT x, 'Owner ' || x, 100 FROM system_range(1, 10)");
        } catch (SQLException failure) {
            dataSource.close();
            throw new IllegalStateException("The schema could not be created", failure);
        }
        return dataSource;
    }
}
