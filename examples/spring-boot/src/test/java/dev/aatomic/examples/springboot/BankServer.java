package dev.aatomic.examples.springboot;

import dev.aatomic.testing.PostgresServer;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application, on a PostgreSQL database of its own, and a client for it. */
final class BankServer implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String database = PostgresServer.createDatabase("bank" + NUMBERS.incrementAndGet());
    private final ConfigurableApplicationContext application;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    BankServer() {
        application = SpringApplication.run(
                BankApplication.class,
                "--server.port=0",
                "--spring.datasource.url=" + database,
                "--spring.datasource.hikari.maximum-pool-size=4");
        address =
                URI.create("http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    ConfigurableApplicationContext application() {
        return application;
    }

    CompletableFuture<HttpResponse<String>> transfer(long source, long target, int amount) {
        String body = "{\"source\": %d, \"target\": %d, \"amount\": %d}".formatted(source, target, amount);
        return send(HttpRequest.newBuilder(address.resolve("/transfers"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    CompletableFuture<HttpResponse<String>> get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A connection beside the application's. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(database);
    }

    BigDecimal number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getBigDecimal(1);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
