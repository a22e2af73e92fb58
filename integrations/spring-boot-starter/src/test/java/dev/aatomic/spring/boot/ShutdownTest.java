package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The end of an application while blocks are open. */
final class ShutdownTest {

    @ParameterizedTest
    @EnumSource(Server.class)
    void openBlocksEndBeforeThePoolIsClosed(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            AtomicReference<CompletableFuture<Integer>> open = new AtomicReference<>();
            AtomicReference<Transactions> used = new AtomicReference<>();
            Thread[] closing = new Thread[1];
            Application.runner(database).run(context -> {
                Transactions transactions = context.getBean(Transactions.class);
                JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                HikariDataSource pool = context.getBean(HikariDataSource.class);
                CountDownLatch entered = new CountDownLatch(1);
                used.set(transactions);
                open.set(transactions.atomic().getStageAsync(() -> {
                    jdbc.update("insert into entry values (1)");
                    entered.countDown();
                    return transactions.bind(answer).thenApply(value -> {
                        assertThat(pool.isClosed()).isFalse();
                        // Nested blocks are still accepted.
                        transactions.atomic().run(() -> {
                            jdbc.update("insert into entry values (2)");
                        });
                        return value;
                    });
                }));
                assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
                closing[0] =
                        new Thread(() -> context.getSourceApplicationContext().close());
                closing[0].start();
                awaitRefusal(transactions);
                assertThat(open.get()).isNotDone();
                answer.complete(7);
                assertThat(open.get().get(30, TimeUnit.SECONDS)).isEqualTo(7);
                closing[0].join(30_000);
                assertThat(closing[0].isAlive()).isFalse();
                assertThat(pool.isClosed()).isTrue();
            });

            assertThat(database.rows()).isEqualTo(List.of(1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blocksThatDoNotEndAreRolledBackInTime(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            AtomicReference<CompletableFuture<Object>> open = new AtomicReference<>();
            Application.runner(database)
                    .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=500ms")
                    .run(context -> {
                        Transactions transactions = context.getBean(Transactions.class);
                        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                        open.set(transactions.atomic().getStageAsync(() -> {
                            jdbc.update("insert into entry values (1)");
                            return new CompletableFuture<>();
                        }));
                    });

            assertThatThrownBy(() -> open.get().get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(database.rows()).isEmpty();
        }
    }

    private static void awaitRefusal(Transactions transactions) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            try {
                transactions.atomic().run(() -> {});
            } catch (TransactionManagementException refused) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("Blocks were not refused within 30 s");
    }
}
