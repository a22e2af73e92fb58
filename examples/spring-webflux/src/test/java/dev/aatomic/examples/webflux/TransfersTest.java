package dev.aatomic.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One value: a transfer, in the middle of which another service is asked. */
final class TransfersTest {

    private static BankServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new BankServer("transfers");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() throws SQLException {
        server.reset();
    }

    private static void assertNothingHappened() throws SQLException {
        server.awaitIdle();
        assertThat(server.transfers()).isZero();
        assertThat(server.balance(1)).isEqualByComparingTo("100");
        assertThat(server.balance(2)).isEqualByComparingTo("100");
        assertThat(server.compliance().reports()).isEmpty();
    }

    @Test
    void injectsTheGeneratedClass() {
        assertThat(server.application().getBean(Accounts.class).getClass().getSimpleName())
                .isEqualTo("AccountsAatomic");
    }

    @Test
    void requestIsAnsweredAfterCommitAndHook() throws Exception {
        HttpResponse<String> answer = Await.value(server.transfer(1, 2, 30));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":1");
        assertThat(server.balance(1)).isEqualByComparingTo("70");
        assertThat(server.balance(2)).isEqualByComparingTo("130");
        assertThat(server.compliance().reports()).containsExactly(BigDecimal.ONE);
        server.awaitIdle();
    }

    /** Nobody sees a transfer that another service is being asked about. */
    @Test
    void blockGoesOnWhenTheOtherServiceAnswers() throws Exception {
        CompletableFuture<Integer> approval = server.compliance().hold();
        CompletableFuture<HttpResponse<String>> answer = server.transfer(1, 2, 30);
        server.compliance().awaitAsked(1);

        assertThat(server.activeConnections()).isEqualTo(1);
        assertThat(server.balance(2)).isEqualByComparingTo("100");
        approval.complete(200);
        assertThat(Await.value(answer).statusCode()).isEqualTo(200);
        assertThat(server.balance(2)).isEqualByComparingTo("130");
        assertThat(server.transfers()).isEqualTo(1);
    }

    /** Although that is where the other service's answer arrives. */
    @Test
    void noStatementRunsOnAnEventLoop() {
        assertThat(Await.value(server.transfer(1, 2, 30)).statusCode()).isEqualTo(200);

        assertThat(server.statements().threads())
                .isNotEmpty()
                .noneMatch(name -> name.startsWith("reactor-") || name.startsWith("parallel-"));
    }

    @Test
    void exceptionHandlerGetsTheExceptionAsItWasThrown() throws Exception {
        HttpResponse<String> answer = Await.value(server.transfer(1, 2, 500));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"account\":1");
        assertNothingHappened();
    }

    @Test
    void unknownAccountLeavesNothingBehind() throws Exception {
        assertThat(Await.value(server.transfer(1, 99, 1)).statusCode()).isEqualTo(404);
        assertNothingHappened();
    }

    @Test
    void refusalOfTheOtherServiceLeavesNothingBehind() throws Exception {
        server.compliance().hold().complete(403);

        assertThat(Await.value(server.transfer(1, 2, 30)).statusCode()).isEqualTo(500);
        assertNothingHappened();
    }

    @Test
    void clientThatHangsUpRollsBack() throws Exception {
        long rolledBack = server.metrics().rolledBack();
        CompletableFuture<Integer> approval = server.compliance().hold();
        SlowClient client = server.slowTransfer(1, 2, 30);
        server.compliance().awaitAsked(1);
        assertThat(server.activeConnections()).isEqualTo(1);
        client.close();

        assertNothingHappened();
        // Counted after the connection is back.
        Await.until("it is counted", () -> server.metrics().rolledBack() != rolledBack);
        assertThat(server.metrics().rolledBack()).isEqualTo(rolledBack + 1);
        // Too late for anything.
        approval.complete(200);
        assertThat(Await.value(server.transfer(1, 2, 30)).statusCode()).isEqualTo(200);
        assertThat(server.transfers()).isEqualTo(1);
    }
}
