package dev.aatomic.examples.webflux;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.PostgresServer;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application, on a database of its own and beside another service, and a client for it. */
final class BankServer implements AutoCloseable {

    private static final String TRANSFERS = "SELECT count(*) FROM transfer";

    private final String database;
    private final ComplianceServer compliance;
    private final ConfigurableApplicationContext application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    /**
     * Starts it.
     *
     * @param name of its database
     * @param arguments as on the command line
     */
    BankServer(String name, String... arguments) throws IOException {
        this(name, List.of(), arguments);
    }

    /**
     * Starts it with other beans as well.
     *
     * @param name of its database
     * @param sources the classes whose beans it has
     * @param arguments as on the command line
     */
    BankServer(String name, List<Class<?>> sources, String... arguments) throws IOException {
        database = PostgresServer.createDatabase(name);
        compliance = new ComplianceServer(() -> number(TRANSFERS));
        SpringApplication bank = new SpringApplication(BankApplication.class, Statements.class);
        bank.addPrimarySources(sources);
        bank.setDefaultProperties(Map.of(
                "server.port", 0,
                "spring.datasource.url", database,
                "spring.datasource.hikari.maximum-pool-size", 4));
        // An argument, since a default property gives way to the application's own.
        String complianceAddress = "--bank.compliance=" + compliance.address();
        application = bank.run(Stream.concat(Stream.of(complianceAddress), Stream.of(arguments))
                .toArray(String[]::new));
        address =
                URI.create("http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Makes everything as it was at the start. */
    void reset() throws SQLException {
        awaitIdle();
        execute("TRUNCATE transfer, account RESTART IDENTITY");
        execute("INSERT INTO account SELECT id, 'Customer ' || id, 100 FROM generate_series(1, 10) AS id");
        compliance.reset();
        statements().reset();
    }

    ConfigurableApplicationContext application() {
        return application;
    }

    ComplianceServer compliance() {
        return compliance;
    }

    Statements statements() {
        return application.getBean(Statements.class);
    }

    DatabaseMetrics metrics() {
        return application.getBean(Transactions.class).metrics().database("dataSource");
    }

    int activeConnections() {
        return application.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
    }

    void awaitIdle() {
        Await.until("all connections are back", () -> activeConnections() == 0);
    }

    CompletableFuture<HttpResponse<String>> transfer(long source, long target, int amount) {
        return post("/transfers", json(source, target, amount));
    }

    CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    CompletableFuture<HttpResponse<String>> get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String json(long source, long target, int amount) {
        return "{\"source\": %d, \"target\": %d, \"amount\": %d}".formatted(source, target, amount);
    }

    /** Asks for a transfer by a client that can hang up. */
    SlowClient slowTransfer(long source, long target, int amount) throws IOException {
        return new SlowClient(address, "POST", "/transfers", json(source, target, amount));
    }

    SlowClient slowPost(String path) throws IOException {
        return new SlowClient(address, "POST", path, "");
    }

    SlowClient slowGet(String path) throws IOException {
        return new SlowClient(address, "GET", path, "");
    }

    /** Counts the transfers that there are for others. */
    int transfers() throws SQLException {
        return number(TRANSFERS).intValueExact();
    }

    BigDecimal balance(long id) throws SQLException {
        return number("SELECT balance FROM account WHERE id = " + id);
    }

    BigDecimal allMoney() throws SQLException {
        return number("SELECT sum(balance) FROM account");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private BigDecimal number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getBigDecimal(1);
        }
    }

    @Override
    public void close() {
        try (compliance) {
            application.close();
        }
    }
}
