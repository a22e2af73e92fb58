package dev.aatomic.examples.quarkus;

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

    // tag::setup[]
    @Produces
    @Singleton
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }

    void close(@Observes ShutdownEvent stopping, Transactions transactions) {
        transactions.close();
    }
    // end::setup[]

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
