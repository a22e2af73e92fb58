package dev.aatomic.examples.structured;

import static dev.aatomic.examples.structured.Schema.ARTICLE;
import static dev.aatomic.examples.structured.Schema.ORDERS;
import static dev.aatomic.examples.structured.Schema.PIECES;
import static dev.aatomic.examples.structured.Schema.STOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope.FailedException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders with prices that come over HTTP. */
final class OrdersTest {

    private final HikariDataSource pool = pool();
    private final DSLContext database = DSL.using(pool, SQLDialect.H2);
    private final Transactions transactions =
            Transactions.builder().database("default", pool).build();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final HttpServer prices = server();
    private final Orders orders = new OrdersAatomic(
            new JooqOrders(
                    AatomicJooq.dsl(transactions, SQLDialect.H2),
                    new Prices(
                            client,
                            URI.create("http://localhost:" + prices.getAddress().getPort()))),
            transactions);

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    /** Knows the price of tea, and nothing of coffee; of anything else only in the end. */
    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(serving);
            server.createContext("/prices/tea", exchange -> {
                byte[] price = "3.50".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, price.length);
                exchange.getResponseBody().write(price);
                exchange.close();
            });
            server.createContext("/prices/coffee", exchange -> {
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            server.createContext("/prices/", exchange -> {
                Await.latch(isOver);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void fill() {
        database.execute("create table stock(article varchar(20), pieces int)");
        database.execute("create table orders(article varchar(20), price decimal(10, 2))");
        for (String article : new String[] {"tea", "coffee"}) {
            database.insertInto(STOCK, ARTICLE, PIECES).values(article, 1).execute();
        }
    }

    @AfterEach
    void close() {
        isOver.countDown();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        transactions.close();
        client.shutdownNow();
        prices.stop(0);
        serving.close();
        pool.close();
    }

    private int pieces(String article) {
        Integer pieces =
                database.select(PIECES).from(STOCK).where(ARTICLE.eq(article)).fetchOne(PIECES);
        return pieces == null ? -1 : pieces;
    }

    @Test
    void bothAnswersAreNeeded() throws InterruptedException {
        assertThat(orders.place("tea")).isEqualTo(new Order("tea", new BigDecimal("3.50")));
        assertThat(pieces("tea")).isZero();
        assertThat(database.fetchCount(ORDERS)).isEqualTo(1);
    }

    @Test
    void pieceStaysInStockWhereThereIsNoPrice() {
        assertThatThrownBy(() -> orders.place("coffee"))
                .isInstanceOf(FailedException.class)
                .hasRootCauseMessage("No price of 'coffee': status 404");
        assertThat(pieces("coffee")).isEqualTo(1);
        assertThat(database.fetchCount(ORDERS)).isZero();
    }

    @Test
    void nobodyWaitsForThePriceOfWhatIsSoldOut() {
        assertThatThrownBy(() -> orders.place("cocoa"))
                .isInstanceOf(FailedException.class)
                .hasCauseInstanceOf(SoldOutException.class);
        assertThat(isOver.getCount()).as("the price is still asked for").isEqualTo(1);
    }
}
