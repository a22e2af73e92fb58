package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.PostgresServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of an application while a block is open, which is seen from outside of it. */
class ShutdownTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Entries.class, Client.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.http.host-enabled", "false")
            .overrideConfigKey("quarkus.otel.enabled", "false")
            .setBeforeAllCustomizer(ShutdownTest::createDatabase)
            .setAfterUndeployListener(ShutdownTest::checkEnd);

    private static String url = "";

    @Inject
    Client client;

    private static void createDatabase() {
        url = PostgresServer.createDatabase("shutdown");
        APPLICATION.overrideConfigKey("quarkus.datasource.jdbc.url", url);
        try {
            new Entries(url).create();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void openBlocksEndBeforeThePoolIsClosed() {
        Await.value(client.openBlock());
    }

    private static void checkEnd() {
        try {
            assertThat(new Entries(url).rows()).containsExactly(1, 2);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        Await.until(
                "the threads have ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("aatomic")));
    }

    /** Has a block that ends only after new ones are refused. */
    @Singleton
    static class Client {

        private final Transactions transactions;
        private final CompletableFuture<Integer> answer = new CompletableFuture<>();

        Client(Transactions transactions) {
            this.transactions = transactions;
        }

        /** Completes when the block has written its first row. */
        CompletableFuture<Integer> openBlock() {
            CompletableFuture<Integer> first = new CompletableFuture<>();
            transactions
                    .atomic()
                    .getStageAsync(() -> Entries.insert(transactions, 1)
                            .whenComplete((row, failure) -> first.complete(row))
                            .thenCompose(row -> transactions.bind(answer))
                            .thenCompose(row -> Entries.insert(transactions, row)));
            return first;
        }

        /** A last block of the application's own is not refused. */
        void stop(@Observes ShutdownEvent stopping) {
            transactions.atomic().run(() -> {});
            new Thread(this::answerOnceBlocksAreRefused).start();
        }

        private void answerOnceBlocksAreRefused() {
            Await.until("blocks are refused", () -> {
                try {
                    transactions.atomic().run(() -> {});
                    return false;
                } catch (TransactionManagementException refused) {
                    return true;
                }
            });
            answer.complete(2);
        }
    }
}
