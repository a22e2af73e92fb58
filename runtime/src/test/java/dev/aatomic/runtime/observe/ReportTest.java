package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G4, G10, D6: what nobody would otherwise notice is reported, with the places where it began. */
@Tag("D6")
@Tag("G4")
@Tag("G10")
@Tag("observability")
final class ReportTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void statementThatWaitsForARowOfAnIdleScopeIsReportedOnce() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 2);
        database.execute("insert into entry values (1)");
        Transactions transactions = fixtures.transactions(database);
        String lock = "update entry set v = v where v = 1";
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<CompletableFuture<Integer>> lost = new CompletableFuture<>();
            CompletableFuture<Integer> outer = transactions
                    .atomic()
                    .named("Accounts.outer")
                    .getStageAsync(() -> transactions.submit(update(lock)).thenCompose(n -> {
                        // On somebody else's thread: the block opened there does not know this one.
                        fixtures.foreign()
                                .execute(() -> lost.complete(transactions
                                        .atomic()
                                        .named("Accounts.lost")
                                        .getStageAsync(() -> transactions.submit(update(lock)))));
                        return gate;
                    }));
            Await.until("the report", () -> log.count("Accounts.lost") > 0);
            gate.complete(1);
            Await.value(outer);
            Await.value(Await.value(lost));

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("Accounts.lost"))
                    .singleElement()
                    .asString()
                    .contains("Accounts.outer")
                    .contains("bind(stage)");
        }
    }

    @Test
    void workThatWaitsForAnIdleChildIsReported() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .named("Accounts.parent")
                    .getStageAsync(() -> {
                        transactions.atomic().getStageAsync(() -> gate);
                        return transactions.submit(insert(1));
                    });
            Await.until("the report", () -> log.count("Accounts.parent") > 0);
            gate.complete(1);
            Await.value(block);

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("Accounts.parent"))
                    .singleElement()
                    .asString()
                    .contains("nested")
                    // The block without a name is known by where its body was written.
                    .contains("ReportTest");
        }
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void failedRobustHookIsLogged() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        try (LogCapture log = new LogCapture()) {
            transactions
                    .atomic()
                    .named("Accounts.transfer")
                    .run(() -> transactions.onCommitRobust(() -> {
                        throw new IOException("robust hook");
                    }));

            assertThat(log.lines()).anyMatch(line -> line.contains("robust hook"));
        }
    }

    @Test
    void healthyBlocksReportNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        try (LogCapture log = new LogCapture()) {
            Await.value(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(fixtures.foreign()::later)
                            .thenCompose(
                                    n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))));
            transactions.atomic().run(() -> transactions.submit(insert(3)).join());

            // An earlier test's future may be collected just now.
            assertThat(log.lines())
                    .filteredOn(line -> !line.contains("nobody looked at its future"))
                    .isEmpty();
        }
    }
}
