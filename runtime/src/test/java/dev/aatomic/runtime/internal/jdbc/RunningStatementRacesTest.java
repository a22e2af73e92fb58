package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two threads without a monitor between them: one executes statements, the other stops them, and each round is about new ones. {@code
 * -Daatomic.stress.seconds} tries for longer.
 */
@Tag("rooms")
final class RunningStatementRacesTest {

    private static final long NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("aatomic.stress.seconds", 2)) / 2;

    /** On a busy machine the other thread may not run at all meanwhile. */
    private static final int SPINS = 10_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger cancelsAfterTheEnd = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();

    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);

    /** What a round is about. Written between two rounds. */
    private JdbcResource resource = resource();

    private volatile boolean isOver;

    /** Not volatile, as the phase of a block is not. */
    private boolean stopped;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** One that has had no statement. */
    private JdbcResource resource() {
        return new JdbcResource(database, new NoDriver().getConnection(), null);
    }

    /** Lets both go on once both have come here. */
    private void meet(int meeting) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * meeting; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** The two are not equally far from where they race. */
    private static void spin(int times) {
        for (int i = times; i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    /** Both threads do their part of each round at the same time, until the time is over and they have done enough. */
    private void race(Runnable prepare, IntConsumer executes, IntConsumer stops, BooleanSupplier isEnough) {
        long end = System.nanoTime() + NANOS;
        CompletableFuture<Void> first = CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; !isOver; round++) {
                        prepare.run();
                        meet(2 * round + 1);
                        executes.accept(round);
                        isOver = System.nanoTime() - end > 0 && isEnough.getAsBoolean();
                        meet(2 * round + 2);
                    }
                },
                threads);
        CompletableFuture<Void> second = CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; !isOver; round++) {
                        meet(2 * round + 1);
                        spin(round % 32);
                        stops.accept(round);
                        meet(2 * round + 2);
                    }
                },
                threads);
        Await.value(first);
        Await.value(second);
    }

    /** Counts the cancels that come while it does not run. */
    private final class Watched {

        private volatile boolean runs;

        final Statement statement = (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (self, method, arguments) -> {
                    cancels.incrementAndGet();
                    if (!runs) {
                        cancelsAfterTheEnd.incrementAndGet();
                    }
                    return null;
                });
    }

    @Test
    void cancelNeverComesAfterTheEndOfItsStatement() {
        Watched[] watched = {new Watched(), new Watched()};
        race(
                () -> resource = resource(),
                round -> {
                    for (Watched each : watched) {
                        each.runs = true;
                        resource.statementStarts(each.statement);
                        spin(round / 32 % 32);
                        resource.statementEnded();
                        each.runs = false;
                    }
                },
                round -> {
                    Runnable cancellation = resource.statementCancellation();
                    if (cancellation != null) {
                        cancellation.run();
                    }
                },
                () -> cancels.get() > 0);

        assertThat(cancelsAfterTheEnd).hasValue(0);
    }

    /** One of them, or both: the thread that executes it refuses it, or the other cancels it. */
    @Test
    void statementThatStartsAsItsBlockIsStoppedIsSeenByOneOfTheTwo() {
        AtomicInteger unseen = new AtomicInteger();
        Statement statement = new Watched().statement;
        boolean[] refused = new boolean[1];
        @Nullable Runnable[] found = new Runnable[1];
        race(
                () -> {
                    if (stopped && !refused[0] && found[0] == null) {
                        unseen.incrementAndGet();
                    }
                    resource = resource();
                    stopped = false;
                },
                round -> {
                    resource.statementStarts(statement);
                    refused[0] = stopped;
                },
                round -> {
                    stopped = true;
                    found[0] = resource.statementCancellation();
                },
                () -> true);

        assertThat(unseen).hasValue(0);
    }
}
