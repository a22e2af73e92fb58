package dev.aatomic.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Drives a bank over HTTP, and asks its database what has come of it. A test class implements this for a web service whose ten accounts
 * have 100 each when a test starts, and which serves all requests on one thread. What it closes, it closes after the methods for
 * {@link AfterEach}, as {@link org.junit.jupiter.api.AutoClose} does: the last of them is here, and needs the database.
 */
public interface AccountsContract {

    /** How many transfers are committed. */
    String TRANSFERS = "SELECT count(*) FROM transfer";

    /** How many times all accounts were read, and that is committed. */
    String LISTINGS = "SELECT count(*) FROM listing";

    /** Where the bank is. */
    URI server();

    /** The test's own, made by {@link #newClient}. */
    HttpClient client();

    /** The pool of the bank. */
    DataSource dataSource();

    /** How many connections of the pool are in use. */
    long activeConnections();

    /** Stands before the auditor of the bank. */
    Gatekeeper auditor();

    /** How many transfers were told by mail. */
    long mailsSent();

    /** A client that hangs up where a request is cancelled, which takes HTTP 1.1: with 2 a connection is for many requests. */
    static HttpClient newClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    default void allConnectionsAreBack() throws SQLException {
        awaitAllConnectionsBack();
        assertThat(number("SELECT sum(balance) FROM account WHERE id <= 10")).isEqualByComparingTo("1000");
    }

    @Test
    default void transferIsCommittedBeforeItIsAnswered() throws SQLException {
        long before = mailsSent();

        HttpResponse<String> answer = Await.value(transfer(1, 2, 30));

        assertThat(number(TRANSFERS)).isOne();
        assertThat(number("SELECT balance FROM account WHERE id = 2")).isEqualByComparingTo("130");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"amount\":30");
        assertThat(mailsSent()).isEqualTo(before + 1);
    }

    @Test
    default void refusedTransferLeavesNothingBehind() throws SQLException {
        long before = mailsSent();

        HttpResponse<String> answer = Await.value(transfer(1, 2, 101));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("There is not enough money in account 1");
        assertThat(number(TRANSFERS)).isZero();
        assertThat(mailsSent()).isEqualTo(before);
    }

    /** The money was taken, and is back. */
    @Test
    default void transferIsRolledBackIfTheServiceThatItCallsFails() throws SQLException {
        Gate gate = auditor().shut("transfer", 0);
        CompletableFuture<HttpResponse<String>> answer = transfer(1, 2, 30);
        Await.latch(gate.reached);

        gate.answer.completeExceptionally(new IllegalStateException("The auditor is out"));

        assertThat(Await.value(answer).statusCode()).isEqualTo(500);
        assertThat(number("SELECT balance FROM account WHERE id = 1")).isEqualByComparingTo("100");
    }

    @Test
    default void transferIsRolledBackIfItsClientHangsUp() throws Exception {
        Gate gate = auditor().shut("transfer", 0);
        RawRequest request = RawRequest.post(server(), "/transfers", json(1, 2, 30));
        Await.latch(gate.reached);
        assertThat(activeConnections()).isOne();
        request.close();

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number("SELECT balance FROM account WHERE id = 1")).isEqualByComparingTo("100");
        assertThat(number(TRANSFERS)).isZero();
    }

    @Test
    default void streamIsCommittedBeforeItIsComplete() throws SQLException {
        HttpResponse<String> answer = Await.value(send(HttpRequest.newBuilder(server().resolve("/accounts"))));

        assertThat(number(LISTINGS)).isOne();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines().filter(line -> line.startsWith("data:")))
                .hasSize(10);
    }

    @Test
    default void streamIsRolledBackIfItsClientHangsUpInTheMiddle() throws Exception {
        addAccounts(300, 10);
        Gate gate = auditor().shut("page", 2);
        try (RawRequest request = RawRequest.get(server(), "/accounts")) {
            request.readTo("\"id\":200,");
            Await.latch(gate.reached);
            assertThat(activeConnections()).isOne();
        }

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
        assertThat(auditor().pages()).isEqualTo(3);
    }

    @Test
    default void streamIsRolledBackIfItsClientHangsUpBeforeItsFirstItem() throws Exception {
        Gate gate = auditor().shut("page", 0);
        RawRequest request = RawRequest.get(server(), "/accounts");
        Await.latch(gate.reached);
        assertThat(activeConnections()).isOne();
        request.close();

        Await.latch(gate.cancelled);
        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
    }

    @Test
    default void streamThatFailsInTheMiddleIsRolledBackAndNotTakenForComplete() throws Exception {
        addAccounts(300, 10);
        Gate gate = auditor().shut("page", 2);
        CompletableFuture<HttpResponse<String>> answer = send(HttpRequest.newBuilder(server().resolve("/accounts")));
        Await.latch(gate.reached);

        gate.answer.completeExceptionally(new IllegalStateException("The auditor is out"));

        assertThat(Await.cause(answer)).isInstanceOf(IOException.class);
        assertThat(number(LISTINGS)).isZero();
    }

    @Test
    default void slowClientHoldsTheStreamUpAndThenReadsAllOfIt() throws Exception {
        addAccounts(5_000, 4_000);
        try (RawRequest request = RawRequest.get(server(), "/accounts")) {
            request.readTo("\"id\":10,");
            awaitStandstill();
            assertThat(auditor().pages()).isLessThan(40);
            assertThat(number(LISTINGS)).isZero();

            request.readTo("\"id\":5010,");
            request.readTo("\r\n0\r\n\r\n");

            assertThat(number(LISTINGS)).isOne();
            assertThat(auditor().pages()).isEqualTo(52);
        }
    }

    @Test
    default void slowClientThatHangsUpRollsTheStreamBack() throws Exception {
        addAccounts(5_000, 4_000);
        try (RawRequest request = RawRequest.get(server(), "/accounts")) {
            request.readTo("\"id\":10,");
            awaitStandstill();
        }

        awaitAllConnectionsBack();
        assertThat(number(LISTINGS)).isZero();
        assertThat(auditor().pages()).isLessThan(40);
    }

    /** One thread serves all requests here. It does not wait for the row that another transaction has locked. */
    @Test
    default void statementThatWaitsHoldsUpNoOtherRequest() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting;
        try (Connection other = dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE");
            waiting = transfer(1, 2, 1);
            Await.until("the transfer has its connection", () -> activeConnections() == 2);

            assertThat(Await.value(transfer(3, 4, 1)).statusCode()).isEqualTo(200);
            assertThat(waiting).isNotDone();
            other.rollback();
        }

        assertThat(Await.value(waiting).statusCode()).isEqualTo(200);
    }

    /** Of ten, two are hung up on and one is refused. */
    @Test
    default void moneyIsWholeAfterManyRequests() throws Exception {
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
                RawRequest.post(server(), "/transfers", json(source, target, 1)).close();
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
        return send(HttpRequest.newBuilder(server().resolve("/transfers"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(source, target, amount))));
    }

    private static String json(long source, long target, int amount) {
        return "{\"source\": %d, \"target\": %d, \"amount\": %d}".formatted(source, target, amount);
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client().sendAsync(
                        request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void addAccounts(int count, int ownerLength) throws SQLException {
        execute("INSERT INTO account SELECT 10 + x, repeat('o', " + ownerLength + "), 0 FROM system_range(1, " + count
                + ")");
    }

    /** Waits until no page has been read for a while: what the client has not read fills all buffers. */
    private void awaitStandstill() {
        long[] since = {System.nanoTime()};
        int[] pages = {auditor().pages()};
        Await.until("no more pages are read", () -> {
            int read = auditor().pages();
            if (read != pages[0]) {
                pages[0] = read;
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > TimeUnit.MILLISECONDS.toNanos(500);
        });
    }

    private void awaitAllConnectionsBack() {
        Await.until("all connections are back", () -> activeConnections() == 0);
    }

    /** Changes the database on a connection of its own. */
    default void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What another connection sees. */
    private BigDecimal number(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1);
        }
    }
}
