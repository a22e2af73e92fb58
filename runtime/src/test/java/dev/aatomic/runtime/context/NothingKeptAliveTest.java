package dev.aatomic.runtime.context;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.OwnLoader;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.ProgramInOwnLoader;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fault G4, G20: nothing stays on anybody's thread after {@code close()}, and what is dropped without it can be collected. */
@Tag("G20")
final class NothingKeptAliveTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void awaitCollected(String what, List<? extends WeakReference<?>> references) {
        Await.until(what + " are collected", () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.get() == null);
        });
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    /** Uses blocks in all forms, so that there were all threads that there can be. */
    private static WeakReference<Transactions> useAndDrop(PooledDatabase database) {
        Transactions transactions = Transactions.builder()
                .database("default", database.source(), database.connections())
                .build();
        Atomic atomic = transactions.atomic().timeout(Duration.ofSeconds(20));
        Await.value(atomic.getStageAsync(() -> transactions.submit(connection -> 1)));
        atomic.run(() ->
                transactions.submit(connection -> 1).thenRunAsync(() -> {}).join());
        transactions.autocommit(() -> transactions.submit(connection -> 1).join());
        return new WeakReference<>(transactions);
    }

    @Test
    void g4TransactionsDroppedWithoutCloseAreCollected() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        long watchdogs = threads("aatomic-watchdog-");
        long timers = threads("aatomic-timer-");
        List<WeakReference<Transactions>> dropped = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            dropped.add(useAndDrop(database));
        }

        awaitCollected("the dropped transactions", dropped);
        Await.until(
                "their threads have ended",
                () -> threads("aatomic-watchdog-") <= watchdogs && threads("aatomic-timer-") <= timers);
    }

    @Test
    void g4WatchdogThatEndedStartsAgain() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(50)));
        transactions.atomic().run(() -> transactions.submit(insert(1)).join());
        Await.until(
                "nobody watches",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("aatomic-watchdog-")));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> gate);

        // Which only the watchdog ends.
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {})))
                .isInstanceOf(CannotCreateTransactionException.class);
        gate.complete(1);
        Await.value(holder);
    }

    private static WeakReference<ClassLoader> runInOwnLoader(
            ExecutorService foreign, PooledDatabase database, boolean closes) throws Exception {
        OwnLoader loader = new OwnLoader();
        @SuppressWarnings("unchecked")
        Consumer<DataSource> program = (Consumer<DataSource>) loader.loadClass(ProgramInOwnLoader.class.getName())
                .getConstructor(boolean.class)
                .newInstance(closes);
        assertThat(program.getClass()).isNotSameAs(ProgramInOwnLoader.class);
        foreign.submit(() -> program.accept(database.source())).get();
        return new WeakReference<>(loader);
    }

    @Test
    void g4ForeignThreadKeepsNoClassLoaderAfterClose() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        ExecutorService foreign = Executors.newSingleThreadExecutor();
        try {
            List<WeakReference<ClassLoader>> loaders = List.of(
                    runInOwnLoader(foreign, database, true),
                    // Nor without, once the threads have ended that had been idle.
                    runInOwnLoader(foreign, database, false));

            awaitCollected("the loaders", loaders);
        } finally {
            foreign.shutdown();
        }
    }
}
