package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Who holds connections and who waits is told over HTTP, where that is exposed. */
final class OpenBlocksEndpointTest {

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static void until(String condition, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not after 60 s: " + condition);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Six requests want one row, four have a connection, and three of these wait for the fourth in the database. */
    @Test
    void blocksThatHoldAndWaitAreListed() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        try (BankServer server = new BankServer(
                "--management.endpoints.web.exposure.include=health,aatomic", "--aatomic.record-sql=true")) {
            Transactions transactions = server.application().getBean(Transactions.class);
            try (Connection other = server.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE");
                for (int i = 0; i < 6; i++) {
                    answers.add(server.transfer(1, 2 + i, 1));
                }
                until("4 hold a connection and 2 wait for one", () -> {
                    DatabaseMetrics metrics = transactions.metrics().database("dataSource");
                    return metrics.active() == 4 && metrics.waiting() == 2;
                });
                until(
                        "all who hold wait in the database",
                        () -> transactions.blocks().databases().get(0).blocks().stream()
                                        .filter(block -> block.sql().isPresent())
                                        .count()
                                == 4);

                HttpResponse<String> json = await(server.get("/actuator/aatomic"));
                assertThat(json.statusCode()).isEqualTo(200);
                assertThat(json.headers().firstValue("Content-Type").orElse("")).contains("json");
                assertThat(json.body())
                        .contains("\"transactions\":{\"aatomicTransactions\":{\"databases\":{\"dataSource\":{")
                        .contains("\"connections\":4,\"held\":4,\"waiting\":2")
                        .contains("\"name\":\"Accounts.transfer\"")
                        .contains("\"state\":\"IN_DATABASE\"")
                        .contains("\"state\":\"WAITING_FOR_CONNECTION\"")
                        .contains("\"sql\":\"SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE\"")
                        .contains("\"openedAt\":\"dev.aatomic.examples.springboot.AccountsAatomic.transfer(");

                HttpResponse<String> text = await(server.get("/actuator/aatomic", "text/plain"));
                assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
                assertThat(text.body())
                        .startsWith("transactions 'aatomicTransactions'\n"
                                + "database 'dataSource': 4 of 4 connections held, 2 waiting\n")
                        .contains("'Accounts.transfer'", "in the database, statement", "waits for a connection");
                other.rollback();
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(await(answer).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void whereItIsNotExposedItIsNotThere() throws Exception {
        try (BankServer server = new BankServer()) {
            assertThat(await(server.get("/actuator/health")).statusCode()).isEqualTo(200);
            assertThat(await(server.get("/actuator/aatomic")).statusCode()).isEqualTo(404);
        }
    }
}
