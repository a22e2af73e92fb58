package dev.aatomic.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Many requests at once, of which a fifth is hung up on and a tenth fails. */
final class LoadTest {

    private static final int REQUESTS = 200;

    @Test
    void moneyAndPoolAreWhole() throws Exception {
        try (BankServer server = new BankServer("load")) {
            run(server);
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void moneyAndPoolAreWholeWithVirtualThreads() throws Exception {
        try (BankServer server = new BankServer("virtual_threads", "--spring.threads.virtual.enabled=true")) {
            run(server);
        }
    }

    private static int transfers(BankServer server) {
        try {
            return server.transfers();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(BankServer server) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> good = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> bad = new ArrayList<>();
        int hungUp = 0;
        for (int i = 0; i < REQUESTS; i++) {
            int source = 1 + i % 10;
            int target = 1 + (i + 3) % 10;
            switch (i % 10) {
                case 0, 5 -> {
                    server.slowTransfer(source, target, 1).close();
                    hungUp++;
                }
                case 7 -> bad.add(server.transfer(source, target, 5000));
                default -> good.add(server.transfer(source, target, 1));
            }
        }
        for (CompletableFuture<HttpResponse<String>> answer : good) {
            assertThat(Await.value(answer).statusCode()).isEqualTo(200);
        }
        for (CompletableFuture<HttpResponse<String>> answer : bad) {
            assertThat(Await.value(answer).statusCode()).isEqualTo(409);
        }

        Await.until("no block is left", () -> server.metrics().waiting() == 0);
        server.awaitIdle();
        assertThat(server.allMoney()).isEqualByComparingTo("1000");
        assertThat(server.transfers()).isBetween(good.size(), good.size() + hungUp);
        // A request that was hung up on may come late, and still be served.
        Await.until("all are reported", () -> server.compliance().reports().size() == transfers(server));
    }
}
