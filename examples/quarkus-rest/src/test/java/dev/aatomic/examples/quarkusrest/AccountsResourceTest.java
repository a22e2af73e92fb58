package dev.aatomic.examples.quarkusrest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.quarkusrest.GatedAuditor.Gate;
import dev.aatomic.testing.Await;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drives the bank over HTTP, and asks its database what has come of it. */
@QuarkusTest
class AccountsResourceTest {

    private static final String TRANSFERS = "SELECT count(*) FROM transfer";
    private static final String LISTINGS = "SELECT count(*) FROM listing";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource("/")
    URI server;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    GatedAuditor auditor;

    @Inject
    Mails mails;

    @BeforeEach
    void reset() throws SQLException {
        auditor.reset();
        execute("DELETE FROM transfer");
        execute("DELETE FROM listing");
        execute("DELETE FROM account WHERE id > 10");
        execute("UPDATE account SET balance = 100");
    }

    @AfterEach
    void allConnectionsAreBack() throws SQLException {
        awaitAllConnectionsBack();
        assertThat(number("SELECT sum(balance) FROM account WHERE id <= 10")).isEqualByComparingTo("1000");
    }

    @Test
    void transferIsCommittedBeforeItIsAnswered() throws SQLException {
        long before = mails.sent();

        HttpResponse<String> answer = Await.value(transfer(1, 2, 30));

        assertThat(number(TRANSFERS)).isOne();
        assertThat(number("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("130");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"amount\":30");
        assertThat(mails.sent()).isEqualTo(before + 1);
    }

    @Test
    void refusedTransferLeavesNothingBehind() throws SQLException {
        long before = mails.sent();

        HttpResponse<String> answer = Await.value(transfer(1, 2, 101));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("There is not enough money in account 1");
        assertThat(number(TRANSFERS)).isZero();
        assertThat(mails.sent()).isEqualTo(before);
    }

    /** The money was taken, and is back. */
    @Test
    void transferIsRolledBackIfTheServiceThatItCallsFails() throws SQLException {
        Gate gate = auditor.shut("transfer", 0);
        CompletableFuture<HttpResponse<String>> answer = transfer(1, 2, 30);
        Await.latch(gate.reached);

        gate.answer.completeExceptionally(new IllegalStateException("The auditor is out"));

        assertThat(Await.value(answer).statusCode()).isEqualTo(500);
        assertThat(number("SELECT balance FROM account WHERE id = 1")).isEqualByComparingTo("100");
    }

    @Test
    void transferIsRolledBackIfItsClientHangsUp() throws Exception {
        Gate gate = auditor.shut("transfer", 0);
        RawRequest request = RawRequest.post(server, "/transfers", json(1, 2, 30));
        Await.latch(gate.reached);
        assertThat(active()).isOne();
        request.close();

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number("SELECT balance FROM account WHERE id = 1")).isEqualByComparingTo("100");
        assertThat(number(TRANSFERS)).isZero();
    }

    @Test
    void streamIsCommittedBeforeItIsComplete() throws SQLException {
        HttpResponse<String> answer = Await.value(send(HttpRequest.newBuilder(server.resolve("/accounts"))));

        assertThat(number(LISTINGS)).isOne();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines().filter(line -> line.startsWith("data:")))
                .hasSize(10);
    }

    @Test
    void streamIsRolledBackIfItsClientHangsUpInTheMiddle() throws Exception {
        addAccounts(300, 10);
        Gate gate = auditor.shut("page", 2);
        try (RawRequest request = RawRequest.get(server, "/accounts")) {
            request.readTo("\"id\":200,");
            Await.latch(gate.reached);
            assertThat(active()).isOne();
        }

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
        assertThat(auditor.pages()).isEqualTo(3);
    }

    @Test
    void streamIsRolledBackIfItsClientHangsUpBeforeItsFirstItem() throws Exception {
        Gate gate = auditor.shut("page", 0);
        RawRequest request = RawRequest.get(server, "/accounts");
        Await.latch(gate.reached);
        assertThat(active()).isOne();
        request.close();

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
    }

    @Test
    void streamThatFailsInTheMiddleIsRolledBackAndNotTakenForComplete() throws Exception {
        addAccounts(300, 10);
        Gate gate = auditor.shut("page", 2);
        CompletableFuture<HttpResponse<String>> answer = send(HttpRequest.newBuilder(server.resolve("/accounts")));
        Await.latch(gate.reached);

        gate.answer.completeExceptionally(new IllegalStateException("The auditor is out"));

        assertThat(Await.cause(answer)).isInstanceOf(IOException.class);
        assertThat(number(LISTINGS)).isZero();
    }

    @Test
    void slowClientHoldsTheStreamUpAndThenReadsAllOfIt() throws Exception {
        addAccounts(5_000, 4_000);
        try (RawRequest request = RawRequest.get(server, "/accounts")) {
            request.readTo("\"id\":10,");
            awaitStandstill();
            assertThat(auditor.pages()).isLessThan(40);
            assertThat(number(LISTINGS)).isZero();

            request.readTo("\"id\":5010,");
            request.readTo("\r\n0\r\n\r\n");

            assertThat(number(LISTINGS)).isOne();
            assertThat(auditor.pages()).isEqualTo(52);
        }
    }

    @Test
    void slowClientThatHangsUpRollsTheStreamBack() throws Exception {
        addAccounts(5_000, 4_000);
        try (RawRequest request = RawRequest.get(server, "/accounts")) {
            request.readTo("\"id\":10,");
            awaitStandstill();
        }

        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
        assertThat(auditor.pages()).isLessThan(40);
    }

    /** One thread serves all requests here. It does not wait for the row that another transaction has locked. */
    @Test
    void statementThatWaitsHoldsUpNoOtherRequest() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting;
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE");
            waiting = transfer(1, 2, 1);
            Await.until("the transfer has its connection", () -> active() == 2);

            assertThat(Await.value(transfer(3, 4, 1)).statusCode()).isEqualTo(200);
            assertThat(waiting).isNotDone();
            other.rollback();
        }

        assertThat(Await.value(waiting).statusCode()).isEqualTo(200);
    }

    /** Of ten, two are hung up on and one is refused. */
    @Test
    void moneyIsWholeAfterManyRequests() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> refused = new ArrayList<>();
        int hungUp = 0;
        for (int i = 0; i < 400; i++) {
            int source = 1 + i % 10;
            int target = 1 + (i + 1 + i / 10 % 9) % 10;
            if (i % 10 == 9) {
                refused.add(transfer(source, target, 5_000));
            } else if (i % 10 == 4) {
                transfer(source, target, 1).cancel(true);
                hungUp++;
            } else if (i % 10 == 8) {
                RawRequest.post(server, "/transfers", json(source, target, 1)).close();
                hungUp++;
            } else {
                answers.add(transfer(source, target, 1));
            }
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(Await.value(answer).statusCode()).isEqualTo(200);
        }
        for (CompletableFuture<HttpResponse<String>> answer : refused) {
            assertThat(Await.value(answer).statusCode()).isEqualTo(409);
        }
        awaitAllConnectionsBack();
        assertThat(number(TRANSFERS).intValue()).isBetween(answers.size(), answers.size() + hungUp);
        assertThat(number("SELECT count(*) FROM account a WHERE balance <> 100"
                        + " + (SELECT coalesce(sum(amount), 0) FROM transfer t WHERE t.target = a.id)"
                        + " - (SELECT coalesce(sum(amount), 0) FROM transfer t WHERE t.source = a.id)"))
                .isZero();
    }

    private CompletableFuture<HttpResponse<String>> transfer(long source, long target, int amount) {
        return send(HttpRequest.newBuilder(server.resolve("/transfers"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(source, target, amount))));
    }

    private static String json(long source, long target, int amount) {
        return "{\"source\": %d, \"target\": %d, \"amount\": %d}".formatted(source, target, amount);
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void addAccounts(int count, int ownerLength) throws SQLException {
        execute("INSERT INTO account SELECT 10 + x, repeat('o', " + ownerLength + "), 0 FROM system_range(1, " + count
                + ")");
    }

    /** Waits until no page has been read for a while: what the client has not read fills all buffers. */
    private void awaitStandstill() {
        long[] since = {System.nanoTime()};
        int[] pages = {auditor.pages()};
        Await.until("no more pages are read", () -> {
            int read = auditor.pages();
            if (read != pages[0]) {
                pages[0] = read;
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > TimeUnit.MILLISECONDS.toNanos(500);
        });
    }

    private void awaitAllConnectionsBack() {
        Await.until("all connections are back", () -> active() == 0);
    }

    private long active() {
        return dataSource.getMetrics().activeCount();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What another connection sees. */
    private BigDecimal number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        }
    }
}
