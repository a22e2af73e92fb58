package dev.aatomic.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-sent events, straight from a block. */
final class StreamsTest {

    private static final int MANY = 1000;

    private static BankServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new BankServer("streams");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() throws SQLException {
        server.reset();
    }

    /** So many accounts that no buffer takes them all: each event has 50,000 bytes. */
    private static void openManyAccounts() throws SQLException {
        server.execute(
                "INSERT INTO account SELECT id, repeat('x', 50000), 100 FROM generate_series(11, " + MANY + ") AS id");
    }

    /** Waits until a count has been the same for half a second, which one that goes on is not: it soon is at its end. */
    private static int standstill(IntSupplier count) {
        long[] since = {System.nanoTime()};
        int[] last = {count.getAsInt()};
        Await.until("stands still", () -> {
            int now = count.getAsInt();
            if (now != last[0] || now == 0) {
                last[0] = now;
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > TimeUnit.MILLISECONDS.toNanos(500);
        });
        return last[0];
    }

    @Test
    void streamsAllAccounts() throws Exception {
        HttpResponse<String> answer = Await.value(server.get("/accounts"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body().lines().filter(line -> line.startsWith("data:")))
                .hasSize(10)
                .first()
                .isEqualTo("data:{\"id\":1,\"owner\":\"Customer 1\",\"balance\":100.00}");
        server.awaitIdle();
    }

    @Test
    void streamThatIsReadToItsEndIsCommitted() throws Exception {
        HttpResponse<String> answer = Await.value(server.post("/interest?percent=10", ""));

        assertThat(server.allMoney()).isEqualByComparingTo("1100");
        assertThat(answer.body().lines().filter(line -> line.startsWith("data:")))
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).contains("\"balance\":110.00"));
        server.awaitIdle();
    }

    /** The status and some accounts are sent by then: the answer breaks off. */
    @Test
    void streamThatFailsOnItsWayIsRolledBack() throws Exception {
        server.execute("UPDATE account SET balance = 9999999999 WHERE id = 6");

        assertThat(Await.cause(server.post("/interest?percent=10", ""))).isInstanceOf(IOException.class);
        server.awaitIdle();
        assertThat(server.statements().updates()).isEqualTo(6);
        assertThat(server.balance(1)).isEqualByComparingTo("100");
    }

    @Test
    void readsNoFasterThanTheClient() throws Exception {
        openManyAccounts();
        try {
            readSlowly();
        } catch (SocketTimeoutException standstill) {
            // Reactor's concat, through which Netty sends, loses a request where two threads meet in it: once in
            // millions,
            // of reactor-core 3.8.8 alone. What this application lost would be lost again.
            server.statements().reset();
            readSlowly();
        }

        assertThat(server.statements().records()).isEqualTo(MANY);
        assertThat(server.statements().threads()).noneMatch(name -> name.startsWith("reactor-"));
        server.awaitIdle();
    }

    private static void readSlowly() throws IOException {
        try (SlowClient client = server.slowGet("/accounts")) {
            client.readUntil("\"Customer 1\"");
            assertThat(standstill(() -> server.statements().records())).isLessThan(MANY);
            assertThat(server.activeConnections()).isEqualTo(1);
            assertThat(client.readToEnd()).contains("\"balance\":100.00}");
        } finally {
            server.awaitIdle();
        }
    }

    @Test
    void writesNoFasterThanTheClientAndRollsBackWhenItHangsUp() throws Exception {
        openManyAccounts();
        long rolledBack = server.metrics().rolledBack();
        try (SlowClient client = server.slowPost("/interest?percent=10")) {
            client.readUntil("\"Customer 1\"");
            assertThat(standstill(() -> server.statements().updates())).isLessThan(MANY);
            assertThat(server.activeConnections()).isEqualTo(1);
        }

        server.awaitIdle();
        assertThat(server.statements().threads()).noneMatch(name -> name.startsWith("reactor-"));
        // Counted after the connection is back.
        Await.until("it is counted", () -> server.metrics().rolledBack() != rolledBack);
        assertThat(server.metrics().rolledBack()).isEqualTo(rolledBack + 1);
        assertThat(server.statements().updates()).isLessThan(MANY);
        assertThat(server.allMoney()).isEqualByComparingTo(String.valueOf(100 * MANY));
    }
}
