package dev.aatomic.examples.quarkusrest;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Makes the schema. The pool is made by Quarkus from application.properties, and the transactions by the extension. */
@ApplicationScoped
class Application {

    void createSchema(@Observes StartupEvent started, DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE account (id BIGINT PRIMARY KEY, owner VARCHAR NOT NULL, balance DECIMAL(12, 2) NOT NULL)");
            statement.execute("CREATE TABLE transfer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " source BIGINT NOT NULL, target BIGINT NOT NULL, amount DECIMAL(12, 2) NOT NULL)");
            statement.execute("CREATE TABLE listing (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
            statement.execute("INSERT INTO account SELECT x, 'Owner ' || x, 100 FROM system_range(1, 10)");
        }
    }
}
