package dev.aatomic.examples.gradle;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An H2 database in memory, with two accounts. */
final class Database {

    static final int CONNECTIONS = 4;

    private Database() {}

    /** Makes a new one, and a pool of connections to it. */
    static HikariDataSource create() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        config.setMaximumPoolSize(CONNECTIONS);
        HikariDataSource dataSource = new HikariDataSource(config);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE account (id BIGINT PRIMARY KEY, balance DECIMAL(12, 2) CHECK (balance >= 0))");
            statement.execute("INSERT INTO account VALUES (1, 100), (2, 0)");
        } catch (SQLException failure) {
            dataSource.close();
            throw new IllegalStateException("The schema could not be created", failure);
        }
        return dataSource;
    }
}
