package dev.aatomic.runtime.internal.watch;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneSighting;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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

    private void awaitLine(Pattern line) {
        Await.until("it is logged: " + line, () -> count(line) > 0);
    }

    private long count(Pattern line) {
        return log.lines().stream().filter(each -> line.matcher(each).find()).count();
    }

    private void awaitLog(String line) {
        Await.until("it is logged: " + line, () -> log.count(line) > 0);
    }

    // ---- is told of

    /** What is told of a block that holds its connection for long, with the place where it was opened. */
    private static Pattern held(String name, String doing) {
        return Pattern.compile("^Block #\\d+ '" + name
                + "' \\(opened at [^)]*\\)\\) has held a connection of database 'default' for more"
                + " than PT[\\d.]+S, and others may wait for one\\. " + doing);
    }

    @Test
    void connectionThatIsHeldForLongIsToldOfOnce() {
        // Long enough for its first statement.
        open(builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(600)));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> idle = idle("idle", stage);
        Pattern ofIdle = held("idle", "Its body has nothing in flight");
        awaitLine(ofIdle);

        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> busy = busy("busy", latch);
        awaitLine(held("busy", "A step of it runs"));
        assertThat(count(ofIdle)).isEqualTo(1);

        stage.complete(1);
        latch.countDown();
        Await.value(idle);
        Await.value(busy);
    }

    @Test
    void poolThatGivesNothingForLongIsToldOfOnce() {
        Duration limit = Duration.ofMillis(100);
        open(builder -> builder.warnIfHeldLongerThan(limit));
        long begin = System.nanoTime();
        CountDownLatch latch = fixtures.latch();
        fixtures.on("open", real -> {
            latch.await();
            return real.call();
        });
        CompletableFuture<?> block = transactions.atomic().named("order").runAsync(() -> {});
        CompletableFuture<?> other = transactions.atomic().named("other").runAsync(() -> {});
        String waits =
                " \\(opened at [^)]*\\)\\) has waited for more than PT0\\.1S in getConnection of the pool of database"
                        + " 'default'";
        Pattern ofFirst = Pattern.compile("^Block #\\d+ 'order'" + waits);

        awaitLine(ofFirst);
        assertThat(System.nanoTime() - begin).isGreaterThan(limit.toNanos());
        awaitLine(Pattern.compile("^Block #\\d+ 'other'" + waits));
        latch.countDown();

        Await.value(block);
        Await.value(other);
        assertThat(count(ofFirst)).isEqualTo(1);
    }

    /** As if it had got its connection that long ago. */
    private CompletableFuture<Integer> heldSince(Duration ago, CompletableFuture<Integer> stage) {
        CompletableFuture<Lane> lane = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().named("old").getStageAsync(() -> {
            lane.complete(MemoryFixtures.block().lane);
            return stage;
        });
        LaneSighting seen = Await.value(lane).sighting();
        Await.until("it is seen to hold", () -> seen.connectedSince != 0L);
        seen.connectedSince -= ago.toNanos();
        return block;
    }

    @Test
    void longHoldIsToldOfIfNobodySaysHowLongAndNobodyLooksAtTheStackForIt() {
        open(builder -> builder);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = heldSince(Duration.ofSeconds(31), stage);

        awaitLog(" 'old' has held a connection of database 'default' for more than PT30S, and others may wait for"
                + " one. Its body has nothing in flight");
        stage.complete(1);
        Await.value(block);
    }

    @Test
    void longHoldIsNotToldOfWhereThatIsTurnedOff() {
        RecordingListener listener = new RecordingListener();
        open(builder ->
                builder.warnIfHeldLongerThan(ChronoUnit.FOREVER.getDuration()).listener(listener));
        CompletableFuture<Lane> lane = new CompletableFuture<>();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().named("old").getStageAsync(() -> {
            lane.complete(MemoryFixtures.block().lane);
            return stage;
        });
        Await.value(lane).sighting().connectedSince =
                System.nanoTime() - Duration.ofDays(365).toNanos();

        Await.until("it has been looked at for a second", () -> listener.lines().contains("idle old 0"));
        stage.complete(1);
        Await.value(block);
        assertThat(log.count("has held")).isZero();
    }

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
        assertThat(listener.only("idle").holdNanos()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void statementThatWaitsBesideABlockThatDoesNothingIsToldOf() {
        open(builder -> builder);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> idle = idle("idle", stage);
        CompletableFuture<Integer> busy = busy("busy", latch);

        awaitLine(Pattern.compile(
                "^A statement of block #\\d+ 'busy' has waited for the database for 1 s while block #\\d+"
                        + " 'idle' sits in its body with nothing in flight\\. If #(\\d+) 'busy' was meant to be nested in"
                        + " #(\\d+) 'idle', its context was lost on the way"));
        stage.complete(1);
        latch.countDown();

        Await.value(idle);
        Await.value(busy);
        assertThat(log.count("A statement of block")).isEqualTo(1);
    }

    /** Two calls of one block: each is known by its number, and neither was meant to be nested in the other. */
    @Test
    void twoOfOneNameAreToldApart() {
        open(builder -> builder);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> idle = transactions.atomic().named("order").getStageAsync(() -> stage);
        Await.until("it is idle", () -> numberOf(BlockState.IDLE) > 0);
        CompletableFuture<Integer> busy = busy("order", latch);
        Await.until("it is in a step", () -> numberOf(BlockState.IN_STEP) > 0);

        awaitLog(
                "A statement of block #" + numberOf(BlockState.IN_STEP) + " 'order' has waited for the database for 1 s"
                        + " while block #" + numberOf(BlockState.IDLE)
                        + " 'order' sits in its body with nothing in flight. Most"
                        + " likely the first needs what the second has locked");
        stage.complete(1);
        latch.countDown();

        Await.value(idle);
        Await.value(busy);
        assertThat(log.count("its context was lost")).isZero();
    }

    /** That of the block that does this; 0 for none. */
    private long numberOf(BlockState state) {
        return transactions.blocks().database("default").blocks().stream()
                .filter(entry -> entry.state() == state)
                .mapToLong(BlockEntry::id)
                .findFirst()
                .orElse(0);
    }

    @Test
    void numberOfAWarningIsThatOfTheList() {
        open(builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(50)));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> idle = idle("idle", stage);
        Await.until("it is idle", () -> numberOf(BlockState.IDLE) > 0);

        awaitLine(Pattern.compile("^Block #" + numberOf(BlockState.IDLE) + " 'idle' .*has held a connection"));
        stage.complete(1);
        Await.value(idle);
    }

    @Test
    void workThatWaitsForANestedBlockInWhichNothingHappensIsToldOfOnce() {
        open(builder -> builder);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Lane> lane = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().named("outer").getStageAsync(() -> {
            transactions.atomic().named("inner").getStageAsync(() -> {
                lane.complete(MemoryFixtures.block().lane);
                return stage;
            });
            return transactions.submit(insert(1));
        });
        Pattern told = Pattern.compile("^Work of block #(\\d+) 'outer' has waited for 10 s for the end of block #\\1"
                + " 'inner', which is nested in it");
        long longAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(11);

        Await.until("it is told", () -> {
            LaneSighting seen = Await.value(lane).sighting();
            if (seen.at != 0L) {
                seen.at = longAgo;
            }
            return count(told) > 0;
        });
        stage.complete(1);

        assertThat(Await.value(outer)).isEqualTo(1);
        assertThat(count(told)).isEqualTo(1);
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

    @Test
    void statementIsNotGivenUpForThat() {
        open(builder -> builder.commitTimeout(SHORT).warnIfHeldLongerThan(Duration.ofMillis(50)));
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> busy = busy("busy", latch);

        awaitLine(held("busy", "A step of it runs"));
        latch.countDown();

        assertThat(Await.value(busy)).isEqualTo(1);
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
    void executorThatIsALittleLateIsWaitedFor() {
        open(builder -> builder.executor(task -> {}));
        long begin = System.nanoTime();

        long started = Await.value(transactions.atomic().getAsync(System::nanoTime));

        assertThat(started - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
    }

    /** The lane never stands still for as long as an executor may be late. */
    @Test
    void workBehindAnOwnerThatWaitsIsStartedThoughMoreOfItComes() {
        open(builder -> builder);
        CompletableFuture<Scope> opened = new CompletableFuture<>();
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            opened.complete(transactions.scope());
            latch.await();
            return 1;
        });
        Scope scope = Await.value(opened);

        Await.until("one has started", () -> {
            if (latch.getCount() > 0) {
                scope.submit(connection -> {
                    latch.countDown();
                    return 1;
                });
            }
            return latch.getCount() == 0;
        });

        assertThat(Await.value(block)).isEqualTo(1);
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
