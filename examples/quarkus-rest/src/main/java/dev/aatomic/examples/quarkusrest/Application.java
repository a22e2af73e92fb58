package dev.aatomic.examples.quarkusrest;

import dev.aatomic.runtime.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The beans that are no classes of the application, and its schema. The pool is made by Quarkus from application.properties. */
@ApplicationScoped
class Application {

    @Produces
    @Singleton
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }

    void close(@Observes ShutdownEvent stopping, Transactions transactions) {
        transactions.close();
    }

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
