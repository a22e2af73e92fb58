package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the service over HTTP. */
final class BankApplicationTest {

    private static final String SUM = "SELECT sum(balance) FROM account";
    private static final String TRANSFERS = "SELECT count(*) FROM transfer";
    private static final BigDecimal ALL_MONEY = new BigDecimal("1000.00");

    private BankServer server;

    @BeforeEach
    void start() {
        server = new BankServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void injectsTheGeneratedClass() {
        assertThat(server.application().getBean(Accounts.class).getClass().getSimpleName())
                .isEqualTo("AccountsAatomic");
    }

    @Test
    void requestCommitsBeforeItIsAnswered() throws Exception {
        HttpResponse<String> answer = await(server.transfer(1, 2, 30));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":1");
        assertThat(server.number("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("130");
        assertThat(await(server.get("/accounts/1")).body()).isEqualTo("70.00");
    }

    @Test
    void requestThatFailsLeavesNothingBehind() throws Exception {
        assertThat(await(server.transfer(1, 2, 500)).statusCode()).isEqualTo(409);
        assertThat(await(server.transfer(1, 99, 1)).statusCode()).isEqualTo(404);

        assertThat(server.number(TRANSFERS)).isZero();
        assertThat(server.number("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("100");
    }

    @Test
    void concurrentTransfersKeepTheSum() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(server.transfer(1 + i % 10, 1 + (i * 7 + 3) % 10, 1 + i % 40));
        }
        int committed = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            int status = await(answer).statusCode();
            assertThat(status).isIn(200, 409);
            committed += status == 200 ? 1 : 0;
        }

        assertThat(committed).isPositive();
        assertThat(server.number(TRANSFERS)).isEqualByComparingTo(BigDecimal.valueOf(committed));
        assertThat(server.number(SUM)).isEqualByComparingTo(ALL_MONEY);
    }

    @Test
    void actuatorSeesTheTransactions() throws Exception {
        await(server.transfer(1, 2, 30));

        assertThat(await(server.get("/actuator/health")).body()).contains("\"aatomic\":{\"details\":{\"dataSource\":");
    }

    /** More requests than connections are open, and all wait for one row, as the application is told to stop. */
    @Test
    void shutdownLosesNoRequest() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        Thread stopping = new Thread(() -> server.application().close());
        try (Connection other = server.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE");
            for (int i = 0; i < 12; i++) {
                answers.add(server.transfer(1, 2 + i % 9, 1));
            }
            Transactions transactions = server.application().getBean(Transactions.class);
            until("4 wait for the row and 8 for a connection", () -> {
                DatabaseMetrics metrics = transactions.metrics().database("dataSource");
                return metrics.active() == 4 && metrics.waiting() == 8;
            });
            stopping.start();
            until("takes no more requests", () -> isRefused(server.get("/accounts/3")));
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            other.rollback();
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(await(answer).statusCode()).isEqualTo(200);
        }
        stopping.join(60_000);
        assertThat(stopping.isAlive()).isFalse();
        assertThat(server.number(TRANSFERS)).isEqualByComparingTo("12");
        assertThat(server.number("SELECT balance FROM account WHERE id = 1")).isEqualByComparingTo("88");
        assertThat(server.number(SUM)).isEqualByComparingTo(ALL_MONEY);
    }

    private static boolean isRefused(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        try {
            answer.get(1, TimeUnit.SECONDS);
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException refused) {
            return true;
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not after 60 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
