package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.common.VirtualThreads;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G18: a database that runs on the threads that call it may spin there until another of them has run. Virtual threads that spin keep their
 * carriers, so by default it is called on platform threads.
 */
@Tag("G18")
final class InProcessDatabaseTest {

    private static final String WARNING = "runs in this process";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static CompletableFuture<Boolean> isStepOnVirtualThread(Transactions transactions, int value) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(connection, value);
                    return VirtualThreads.isCurrent();
                }));
    }

    @Test
    void databaseInTheProcessIsCalledOnPlatformThreads() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 2));

        for (int i = 0; i < 3; i++) {
            assertThat(Await.value(isStepOnVirtualThread(transactions, i))).isFalse();
        }
    }

    @Test
    void serverIsCalledOnVirtualThreadsOnceItIsKnown() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.POSTGRES, 2));

        assertThat(Await.value(isStepOnVirtualThread(transactions, 1))).isFalse();

        assertThat(Await.value(isStepOnVirtualThread(transactions, 2))).isEqualTo(VirtualThreads.areUsable());
    }

    @Test
    void oneDatabaseInTheProcessKeepsAllOnPlatformThreads() {
        PooledDatabase server = fixtures.database(Server.POSTGRES, 2);
        PooledDatabase inProcess = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", server.source(), server.connections())
                .database("near", inProcess.source(), inProcess.connections()));

        assertThat(Await.value(isStepOnVirtualThread(transactions, 1))).isFalse();
        Await.value(transactions.database("near").atomic().getStageAsync(() -> transactions.submit(insert(1))));

        assertThat(Await.value(isStepOnVirtualThread(transactions, 2))).isFalse();
    }

    @Test
    void virtualThreadsOfTheUsersAreWarnedOfOnce() {
        Optional<Executor> virtual = fixtures.executors().virtual();
        assumeTrue(virtual.isPresent(), "virtual threads");

        try (LogCapture log = new LogCapture()) {
            Transactions near = fixtures.transactions(
                    fixtures.database(Server.H2, 2), builder -> builder.executor(virtual.orElseThrow()));
            Await.value(isStepOnVirtualThread(near, 1));
            Await.value(isStepOnVirtualThread(near, 2));
            assertThat(log.count(WARNING)).isEqualTo(1);

            Transactions server = fixtures.transactions(
                    fixtures.database(Server.POSTGRES, 2), builder -> builder.executor(virtual.orElseThrow()));
            Await.value(isStepOnVirtualThread(server, 1));
            assertThat(log.count(WARNING)).isEqualTo(1);
        }
    }

    /** While a savepoint is rolled back, H2 has those that wait for its rows spin. */
    @Test
    void blocksThatWaitForRowsOfARolledBackSavepointEnd() {
        int blocks = 1000;
        PooledDatabase database = fixtures.database(Server.H2, 8);
        Transactions transactions = fixtures.transactions(database);
        database.execute("create table counter(n int)");
        database.execute("insert into counter values (0)");

        List<CompletableFuture<Integer>> all = IntStream.range(0, blocks)
                .mapToObj(each -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(update("update counter set n = n + 1"))
                                        .thenCompose(done -> transactions.submit(bad())))
                                .handle((done, failure) -> failure)
                                .thenCompose(failure -> transactions.submit(update("update counter set n = n + 1")))))
                .toList();
        all.forEach(Await::value);

        assertThat(database.integers("select n from counter")).containsExactly(blocks);
    }
}
