package dev.aatomic.examples.quarkus;

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
                    "CREATE TABLE account (id BIGINT PRIMARY KEY, balance DECIMAL(12, 2) CHECK (balance >= 0))");
            statement.execute("CREATE TABLE ledger (line VARCHAR NOT NULL)");
            statement.execute("INSERT INTO account VALUES (1, 100), (2, 0)");
        }
    }
}
