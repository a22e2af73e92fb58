package dev.aatomic.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.EndedBlock;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Submit, complete, fail, cancel, deadline and shutdown, by several threads at the same time and in every order that chance gives: each
 * block ends as a simple model, in which one thing happens after another, could end too. Runs for {@code -Daatomic.stress.seconds}
 * on each executor, one by default.
 */
@Tag("G5")
@Tag("G7")
@Tag("G8")
@Tag("G15")
@Timeout(value = 1, unit = TimeUnit.DAYS)
final class RandomEndsTest {

    private static final long SECONDS = Long.getLong("aatomic.stress.seconds", 1);
    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_101L);
    private static final int BLOCKS = 10;
    private static final int CONNECTIONS = 3;
    private static final int THREADS = 3;
    private static final int ACTIONS = 60;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger values = new AtomicInteger();

    static Stream<Arguments> executors() {
        return Stream.of(
                executor("default", executors -> null),
                executor("one thread", executors -> executors.threads(1)),
                executor("direct", TestExecutors::direct),
                executor("late and out of order", executors -> executors.shuffled(3, 7)));
    }

    private static Arguments executor(String name, Function<TestExecutors, Executor> executorOf) {
        return Arguments.of(name, executorOf);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("executors")
    void eachBlockEndsAsSomeOrderOfWhatWasDoneToIt(String name, Function<TestExecutors, Executor> executorOf) {
        PooledDatabase database = fixtures.database(Server.H2, CONNECTIONS);
        Executor executor = executorOf.apply(fixtures.executors());
        Executor actors = fixtures.executors().threads(THREADS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (long seed = SEED; System.nanoTime() - end < 0; seed++) {
            round(seed, database, executor, actors);
        }
    }

    private void round(long seed, PooledDatabase database, Executor executor, Executor actors) {
        Random random = new Random(seed);
        Transactions.Builder builder = Transactions.builder()
                .database("default", database.source(), database.connections())
                .closeTimeout(Duration.ofMillis(1 + random.nextInt(10)));
        Transactions transactions = (executor == null ? builder : builder.executor(executor)).build();
        AtomicBoolean closing = new AtomicBoolean();
        Runnable close = () -> {
            closing.set(true);
            transactions.close();
        };
        List<EndedBlock> blocks = Stream.generate(() -> new EndedBlock(timeout(random), closing::get))
                .limit(BLOCKS)
                .toList();
        blocks.subList(0, BLOCKS / 2).forEach(block -> block.open(transactions));

        CountDownLatch ready = new CountDownLatch(THREADS);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (List<Runnable> schedule : schedules(random, transactions, blocks, close)) {
            done.add(CompletableFuture.runAsync(
                    () -> {
                        ready.countDown();
                        Await.latch(ready);
                        schedule.forEach(Runnable::run);
                    },
                    actors));
        }
        done.forEach(Await::value);

        database.source().reset();
        List<Integer> committed = new ArrayList<>();
        try {
            blocks.forEach(block -> committed.addAll(block.verify()));
            assertThat(database.rows()).containsExactlyInAnyOrderElementsOf(committed);
            Await.until("no connection is out", () -> database.source().open() == 0);
        } catch (AssertionError wrong) {
            throw new AssertionError("Again: -Daatomic.stress.seed=" + seed + ". " + blocks, wrong);
        }
        database.execute("delete from entry");
    }

    private static Duration timeout(Random random) {
        return random.nextInt(4) == 0 ? Duration.ofNanos(1 + random.nextInt(5_000_000)) : null;
    }

    /** What each thread does: mostly submitting, the rest of the openings, and one of them closes. */
    private List<List<Runnable>> schedules(
            Random random, Transactions transactions, List<EndedBlock> blocks, Runnable close) {
        List<List<Runnable>> schedules = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Runnable> schedule = new ArrayList<>();
            for (int i = 0; i < ACTIONS; i++) {
                schedule.add(action(random, thread, blocks.get(random.nextInt(BLOCKS))));
            }
            schedules.add(schedule);
        }
        List<Runnable> opener = schedules.get(0);
        blocks.subList(BLOCKS / 2, BLOCKS).forEach(block -> opener.add(() -> block.open(transactions)));
        Collections.shuffle(opener, random);
        List<Runnable> closer = schedules.get(THREADS - 1);
        closer.add(closer.size() / 2 + random.nextInt(closer.size() / 2), close);
        return schedules;
    }

    private Runnable action(Random random, int thread, EndedBlock block) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> block::complete;
            case 2 -> block::fail;
            case 3 -> block::cancel;
            default -> {
                int value = values.incrementAndGet();
                yield () -> block.submit(thread, value);
            }
        };
    }
}
