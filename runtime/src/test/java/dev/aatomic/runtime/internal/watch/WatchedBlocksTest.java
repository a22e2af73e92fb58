package dev.aatomic.runtime.internal.watch;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stands still in a block is noticed: it goes on elsewhere, is given up, or is told of. */
@Tag("rooms")
final class WatchedBlocksTest {

    private static final Duration SHORT = Duration.ofMillis(5);

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private LogCapture log;
    private Transactions transactions;

    @BeforeEach
    void listen() {
        log = new LogCapture();
    }

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private void open(UnaryOperator<Transactions.Builder> settings) {
        transactions = fixtures.transactions(2, settings);
    }

    /** A block that sits in its body. */
    private CompletableFuture<Integer> idle(String name, CompletableFuture<Integer> stage) {
        return transactions
                .atomic()
                .named(name)
                .getStageAsync(
                        () -> transactions.submit(insert(name.hashCode())).thenCompose(n -> stage));
    }

    /** A block whose statement takes until a latch is open. */
    private CompletableFuture<Integer> busy(String name, CountDownLatch latch) {
        return transactions
                .atomic()
                .named(name)
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(name.hashCode()).apply(connection);
                    latch.await();
                    return 1;
                }));
    }

    private void awaitLog(String line) {
        Await.until("it is logged: " + line, () -> log.count(line) > 0);
    }

    // ---- is told of

    @Test
    void whatTakesLessThanTheLimitIsNotToldOf() {
        RecordingListener listener = new RecordingListener();
        open(builder -> builder.warnIfHeldLongerThan(Duration.ofHours(1)).listener(listener));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = idle("idle", stage);

        // So it has been looked at for a second.
        Await.until("it is told that it is idle", () -> listener.lines().contains("idle idle 0"));
        stage.complete(1);

        Await.value(block);
        assertThat(log.lines()).noneMatch(line -> line.contains("has held"));
        assertThat(listener.only("idle")).isNotNull();
    }

    @Test
    void statementThatWaitsBesideABlockThatDoesNothingIsToldOf() {
        open(builder -> builder);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> idle = idle("idle", stage);
        CompletableFuture<Integer> busy = busy("busy", latch);

        awaitLog("A statement of block 'busy' has waited for the database for 1 s while block 'idle' sits in its body");
        stage.complete(1);
        latch.countDown();

        Await.value(idle);
        Await.value(busy);
        assertThat(log.count("A statement of block")).isEqualTo(1);
    }

    // ---- is given up

    @Test
    void commitThatIsNotAnsweredIsGivenUp() {
        open(builder -> builder.commitTimeout(SHORT));
        CountDownLatch latch = fixtures.latch();
        fixtures.on("commit", real -> {
            latch.await();
            return real.call();
        });

        assertThat(Await.failure(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isInstanceOf(CommitOutcomeUnknownException.class);
        latch.countDown();
    }

    // ---- goes on elsewhere

    @Test
    void whatAnExecutorDoesNotStartRunsOnAThreadOfOurs() {
        open(builder -> builder.executor(task -> {}));

        assertThat(Await.value(transactions
                        .atomic()
                        .getAsync(() -> Thread.currentThread().getName())))
                .startsWith("aatomic-spare");
    }

    @Test
    void workBehindAnOwnerThatWaitsForItRunsOnAThreadOfOurs() {
        open(builder -> builder);
        CompletableFuture<Scope> opened = new CompletableFuture<>();
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            opened.complete(transactions.scope());
            // In no future of ours.
            latch.await();
            return 1;
        });
        CompletableFuture<String> step = Await.value(opened).submit(connection -> {
            latch.countDown();
            return Thread.currentThread().getName();
        });

        assertThat(Await.value(step)).startsWith("aatomic-spare");
        assertThat(Await.value(block)).isEqualTo(1);
    }

    // ---- its thread

    private static List<Thread> watchdogs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-watchdog-"))
                .toList();
    }

    @Test
    void threadThatHasNothingToSeeEndsAndAnotherBegins() {
        List<Thread> before = watchdogs();
        open(builder -> builder.executor(task -> {}));
        Await.value(transactions.atomic().runAsync(() -> {}));
        List<Thread> started =
                watchdogs().stream().filter(thread -> !before.contains(thread)).toList();
        assertThat(started).isNotEmpty();

        Await.until("it has ended", () -> started.stream().noneMatch(Thread::isAlive));

        // Which nobody would start, were there none to look.
        Await.value(transactions.atomic().runAsync(() -> {}));
    }
}
