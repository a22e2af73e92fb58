package dev.aatomic.examples.springboot;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application, on a PostgreSQL server of its own, and a client for it. */
final class BankServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext application;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;

    BankServer() throws IOException {
        this(new String[0]);
    }

    /**
     * Starts the application with more arguments.
     *
     * @param arguments as on the command line
     */
    BankServer(String... arguments) throws IOException {
        this(List.of(BankApplication.class), arguments);
    }

    /**
     * Starts the application with other beans as well.
     *
     * @param sources the classes whose beans it has
     * @param arguments as on the command line
     */
    BankServer(List<Class<?>> sources, String... arguments) throws IOException {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        SpringApplication bank = new SpringApplication(sources.toArray(Class<?>[]::new));
        bank.setDefaultProperties(Map.of(
                "server.port", 0,
                "spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.hikari.maximum-pool-size", 4));
        application = bank.run(arguments);
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

    CompletableFuture<HttpResponse<String>> get(String path, String accepted) {
        return send(HttpRequest.newBuilder(address.resolve(path)).header("Accept", accepted));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A connection beside the application's. */
    Connection connect() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
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
    public void close() throws IOException {
        try {
            application.close();
        } finally {
            postgres.close();
        }
    }
}
