package dev.aatomic.examples.springbootjpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Drives the shop over HTTP, and looks at its database on a connection beside it; each test has products of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShopApplicationTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedPostgres postgres;
    private ConfigurableApplicationContext application;
    private URI address;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        SpringApplication shop = new SpringApplication(ShopApplication.class);
        shop.setDefaultProperties(Map.of(
                "server.port", 0,
                "spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.hikari.maximum-pool-size", 4));
        application = shop.run();
        address =
                URI.create("http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    void stop() throws IOException {
        application.close();
        postgres.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> buy(int product, int quantity, String card) {
        return post(
                "/purchases",
                "{\"product\": %d, \"quantity\": %d, \"card\": \"%s\"}".formatted(product, quantity, card));
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private int number(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void purchaseThatIsPaidIsCommitted() throws Exception {
        HttpResponse<String> answer = await(buy(1, 3, "visa"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("paid by visa");
        assertThat(number("SELECT stock FROM product WHERE id = 1")).isEqualTo(7);
        assertThat(number("SELECT count(*) FROM purchase WHERE product = 1 AND payment = 'paid by visa'"))
                .isOne();
    }

    /** The stock was taken by Spring's transaction, which was a part of the block. */
    @Test
    void purchaseThatIsNotPaidLeavesNothingBehind() throws Exception {
        assertThat(await(buy(2, 3, "refused")).statusCode()).isEqualTo(402);
        assertThat(await(buy(2, 11, "visa")).statusCode()).isEqualTo(409);
        assertThat(await(buy(99, 1, "visa")).statusCode()).isEqualTo(404);

        assertThat(number("SELECT stock FROM product WHERE id = 2")).isEqualTo(10);
        assertThat(number("SELECT count(*) FROM purchase WHERE product IN (2, 99)"))
                .isZero();
    }

    @Test
    void serviceWorksAsBefore() throws Exception {
        assertThat(await(post("/products/3/stock", "5")).statusCode()).isEqualTo(200);
        assertThat(await(post("/products/99/stock", "5")).statusCode()).isEqualTo(404);

        assertThat(number("SELECT stock FROM product WHERE id = 3")).isEqualTo(15);
    }

    /** More than there are connections, old and new, for the same rows. */
    @Test
    void nothingIsLostUnderLoad() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int product = 4 + i % 7;
            answers.add(
                    i % 3 == 0
                            ? post("/products/" + product + "/stock", "1")
                            : buy(product, 1, i % 5 == 0 ? "refused" : "visa"));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(await(answer).statusCode()).isIn(200, 402, 409);
        }

        int sold = number("SELECT count(*) FROM purchase WHERE product >= 4 AND payment IS NOT NULL");
        assertThat(sold).isPositive();
        assertThat(number("SELECT count(*) FROM purchase WHERE product >= 4")).isEqualTo(sold);
        assertThat(number("SELECT sum(stock) FROM product WHERE id >= 4")).isEqualTo(70 + 40 - sold);
    }
}
