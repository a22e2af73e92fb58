package dev.aatomic.examples.springbootjpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.junit.AatomicTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a test has done is gone after it: the old service's transactions and the new blocks are parts of the test's. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@DirtiesContext
@AatomicTest
final class RolledBackShopTest {

    private static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
    }

    @AfterAll
    static void stop() throws IOException {
        POSTGRES.close();
    }

    @RepeatedTest(2)
    void stockIsSoldOnce(@Autowired StockService stock, @Autowired Checkout checkout, @Autowired Purchases purchases)
            throws Exception {
        stock.take(1, 3);
        checkout.checkOut(new Order(1, 7, "visa")).toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertThat(purchases.count()).isOne();
        assertThatThrownBy(() -> stock.take(1, 1)).isInstanceOf(OutOfStockException.class);
    }
}
