package dev.aatomic.examples.guide.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContextTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();

    @AfterEach
    void shutDown() {
        elsewhere.shutdownNow();
    }

    @Test
    void answerOfAnotherServiceIsWrittenInTheBlock() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("42".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        try {
            URI question = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            Questions questions = new Questions(transactions, AatomicJooq.dsl(transactions, SQLDialect.H2));

            Await.value(questions.ask(HttpRequest.newBuilder(question).build()));
        } finally {
            server.stop(0);
        }

        assertThat(database.number("select count(*) from answer where text = '42'"))
                .isEqualTo(1);
    }

    @Test
    void stageOfOthersDoesNotCarryTheBlock() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Integer> block =
                transactions.atomic().getStageAsync(() -> answer.thenCompose(text -> insertAnswer()));
        Await.until("somebody waits for the answer", () -> answer.getNumberOfDependents() > 0);

        elsewhere.execute(() -> answer.complete("yes"));

        assertThat(Await.cause(block))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("bind");
        assertThat(database.answers()).isZero();
    }

    @Test
    void ownStagesComeBackFromOthers() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(connection -> 1)
                        .thenCompose(one -> answer)
                        .thenCompose(text -> insertAnswer()));

        elsewhere.execute(() -> answer.complete("yes"));

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.answers()).isEqualTo(1);
    }

    private CompletableFuture<Integer> insertAnswer() {
        return transactions.submit(
                connection -> connection.createStatement().executeUpdate("INSERT INTO answer VALUES ('yes')"));
    }

    @Test
    void propagationCarriesTheBlock() {
        try (Transactions carried = Carrying.open(database.dataSource())) {
            assertThat(Await.value(Carrying.insertElsewhere(carried, elsewhere)))
                    .isEqualTo(1);
        }
        assertThat(database.answers()).isEqualTo(1);
    }

    @Test
    void withoutPropagationTheBlockStaysBehind() {
        assertThat(Await.cause(Carrying.insertElsewhere(transactions, elsewhere)))
                .isInstanceOf(NoTransactionException.class);
    }

    @Test
    void captureBringsTheValueOfTheCaller() {
        try (Transactions captured = Tenants.open(database.dataSource())) {
            Tenants.TENANT.set("blue");
            CompletableFuture<String> seen = captured.atomic().getAsync(Tenants.TENANT::get);
            Tenants.TENANT.remove();

            assertThat(Await.value(seen)).isEqualTo("blue");
        }
    }

    @Test
    void onlyDurableBlocksAreOutermost() {
        try (Transactions strict = Tenants.openStrict(database.dataSource())) {
            assertThat(Await.cause(strict.atomic().runAsync(() -> {})))
                    .isInstanceOf(TransactionManagementException.class);
            assertThat(Await.value(strict.atomic().durable().getAsync(() -> {
                        strict.atomic().run(() -> {});
                        return "nested is fine";
                    })))
                    .isEqualTo("nested is fine");
        }
    }
}
