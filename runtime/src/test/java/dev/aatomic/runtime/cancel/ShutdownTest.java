package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.Unfinished;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G15: closing refuses what is new, and lets what is open come to its end. */
@Tag("G15")
final class ShutdownTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    /** Closes on a thread of its own, and waits until new blocks are refused. */
    private CompletableFuture<Integer> closing(Transactions transactions) {
        CompletableFuture<Integer> closed = fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        });
        Await.until("new blocks are refused", () -> {
            CompletableFuture<?> probe = transactions.atomic().runAsync(() -> {});
            boolean refused = probe.isCompletedExceptionally();
            probe.cancel(true);
            return refused;
        });
        return closed;
    }

    /** Out of the queue it holds nothing, and its caller is told a moment later, on another thread. */
    @Test
    void blockThatRanOutOfTimeInTheQueueIsWaitedForUntilItIsTold() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicReference<Unfinished> looked = new AtomicReference<>();
        CompletableFuture<Boolean> isWaitedFor = new CompletableFuture<>();
        Executor executor = task -> {
            Unfinished unfinished = looked.getAndSet(null);
            if (unfinished != null) {
                isWaitedFor.complete(!unfinished.isEmpty());
            }
            threads.execute(task);
        };
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Unfinished> open = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            BlockScope block = (BlockScope) CurrentScope.ofThread().get();
            open.complete(Objects.requireNonNull(block).engine.unfinished);
            return gate;
        });
        Unfinished unfinished = Await.value(open);
        looked.set(unfinished);

        Throwable failure = Await.failure(transactions
                .atomic()
                .timeout(Duration.ofMillis(20))
                .getStageAsync(() -> transactions.submit(insert(1))));

        assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
        assertThat(Await.value(isWaitedFor)).isTrue();
        Await.until("nobody waits for it any more", unfinished::isEmpty);
        gate.complete(1);
        Await.value(first);
        threads.shutdown();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void newOutermostBlocksAreRefusedAndOpenOnesComeToTheirEnd(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> opened = new CompletableFuture<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            opened.complete(transactions.scope());
            transactions.onCommit(
                    () -> ran.add("hook " + transactions.submit(insert(4)).join()));
            return transactions
                    .bind(gate)
                    .thenCompose(n -> transactions.submit(insert(1)))
                    .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))
                    .thenCompose(n -> transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .getStageAsync(() -> transactions.submit(insert(3))));
        });
        Await.value(opened);

        CompletableFuture<Integer> closed = closing(transactions);
        assertThat(Await.failure(transactions.atomic().runAsync(() -> {})))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                .isInstanceOf(TransactionManagementException.class);
        assertThat(closed).isNotDone();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        Await.value(closed);
        assertThat(ran).containsExactly("hook 1");
        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void waitingBlocksStillGetTheirTurn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        CompletableFuture<Integer> second = transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)));

        CompletableFuture<Integer> closed = closing(transactions);
        gate.complete(1);

        Await.value(first);
        Await.value(second);
        Await.value(closed);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void waitsForAsynchronousHooksAndLetsThemWork() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> {
                ran.add("started");
                return transactions.bind(gate).thenCompose(n -> transactions.submit(insert(2)));
            });
            transactions.onCommit(() -> transactions
                    .atomic()
                    .run(() -> transactions.submit(insert(3)).join()));
            return transactions.submit(insert(1));
        });
        Await.until("the hook has started", () -> ran.size() == 1);

        CompletableFuture<Integer> closed = closing(transactions);
        assertThat(closed).isNotDone();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        Await.value(closed);
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void hookThatOutlastsTheLimitDoesNotLoseTheBlocksFuture() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> {
                ran.add("started");
                return gate;
            });
            return transactions.submit(insert(1));
        });
        Await.until("the hook has started", () -> ran.size() == 1);

        Await.value(fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        }));
        gate.complete(1);

        Await.end(block);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsOpenAfterTheLimitIsCancelled(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        SlowStatement slow = new SlowStatement(database);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> idle = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return never;
        });
        CompletableFuture<List<Integer>> busy =
                transactions.atomic().getStageAsync(() -> transactions.submit(slow.step()));
        AtomicBoolean entered = new AtomicBoolean();
        CompletableFuture<?> waiting = transactions.atomic().runAsync(() -> entered.set(true));
        slow.awaitRunning();

        Await.value(fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        }));

        assertThat(Await.failure(idle)).isInstanceOf(CancellationException.class);
        assertThat(Await.failure(busy)).isInstanceOf(CancellationException.class);
        Await.end(waiting);
        assertThat(waiting).isCompletedExceptionally();
        assertThat(entered).isFalse();
        Await.until("the body's future is cancelled", never::isCancelled);
        assertThat(database.source().open()).isZero();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void pausedRetryIsNotForgotten() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CompletableFuture<Integer> paused = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2)
                        .withBackoff(Duration.ofHours(1), Duration.ofHours(1))
                        .retryIf(failure -> true))
                .getStageAsync(() -> {
                    transactions.onRollback(() -> ran.add("attempt"));
                    return CompletableFuture.failedFuture(new IllegalStateException("again"));
                });
        Await.until("the attempt is over", () -> ran.size() == 1);

        Await.value(fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        }));

        Await.end(paused);
        assertThat(paused).isCompletedExceptionally();
    }

    @Test
    void failsOnAThreadOfAnOpenScope() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            assertThatThrownBy(transactions::close)
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("close()");
            return transactions
                    .submit(insert(1))
                    .thenCompose(fixtures.foreign()::later)
                    .thenAccept(n ->
                            assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class))
                    .thenCompose(n -> transactions
                            .atomic()
                            .runAsync(() -> assertThatThrownBy(transactions::close)
                                    .isInstanceOf(TransactionManagementException.class)));
        }));
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class));

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void failsInAStepAndInAHookOfAnOpenScopeInsteadOfWaitingForItself() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class);
                    return 1;
                })));
        Await.value(transactions
                .atomic()
                .runAsync(() -> transactions.onCommit(() ->
                        assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class))));
    }

    @Test
    void closesNeitherPoolNorExecutorAndTwiceIsFine() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ThreadPoolExecutor executor = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));

        transactions.close();
        transactions.close();

        assertThat(executor.isShutdown()).isFalse();
        assertThat(database.pool().isClosed()).isFalse();
        try (Connection connection = database.pool().getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void threadsOfOursEndWithIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Thread> dispatch = transactions.atomic().getAsync(Thread::currentThread);
        Thread thread = Await.value(dispatch);

        transactions.close();

        Await.until("the dispatch thread has ended", () -> !thread.isAlive());
    }

    /** K11: an interrupt ends the wait, as a limit that is over does, and stays for whoever asks next. */
    @Test
    void k11InterruptFlagOfWhoClosesIsKept() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(CompletableFuture::new);

        boolean flag = Await.value(fixtures.foreign().call(() -> {
            Thread.currentThread().interrupt();
            transactions.close();
            return Thread.interrupted();
        }));

        assertThat(flag).isTrue();
        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
    }

    @Test
    void k11InterruptFlagOfWhoWaitsForHooksIsKept() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        AtomicBoolean hooked = new AtomicBoolean();
        CompletableFuture<?> block = transactions
                .atomic()
                .runAsync(() -> transactions.onCommitAsync(() -> {
                    hooked.set(true);
                    return hook;
                }));
        Await.until("the hook has begun", hooked::get);
        Await.until("the connection is back", () -> database.source().open() == 0);

        boolean flag = Await.value(fixtures.foreign().call(() -> {
            Thread.currentThread().interrupt();
            transactions.close();
            return Thread.interrupted();
        }));
        hook.complete(1);

        assertThat(flag).isTrue();
        Await.end(block);
    }

    /** T14: the thread that looks after late tasks would stay for a second; on a busy machine one of some must be quicker. */
    @Test
    void t14ThreadForLateTasksEndsAtOnce() throws Exception {
        boolean atOnce = false;
        for (int i = 0; i < 5 && !atOnce; i++) {
            PooledDatabase database = fixtures.database(Server.H2, 1);
            ExecutorService executor = fixtures.executors().threads(1);
            Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
            Set<Thread> before = lateTaskThreads();
            // Only a task that the executor has not started at once is looked after.
            CountDownLatch busy = new CountDownLatch(1);
            executor.execute(() -> Await.latch(busy));
            CompletableFuture<Integer> later =
                    transactions.bind(CompletableFuture.completedFuture(1)).thenApplyAsync(n -> n);
            Set<Thread> started = lateTaskThreads();
            started.removeAll(before);
            assertThat(started).isNotEmpty();
            busy.countDown();
            Await.value(later);
            long closed = System.nanoTime();
            transactions.close();
            for (Thread thread : started) {
                thread.join();
            }
            atOnce = System.nanoTime() - closed < TimeUnit.MILLISECONDS.toNanos(500);
        }

        assertThat(atOnce).isTrue();
    }

    private static Set<Thread> lateTaskThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-late-tasks-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** One that is let in as close() comes must not wait for a thread that waits for it. */
    @Test
    void t24BlockThatIsOpenedMeanwhileIsToldThoughTheExecutorHasNoThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ExecutorService one = fixtures.executors().threads(1);
        for (int i = 0; i < 300; i++) {
            Transactions transactions = Transactions.builder()
                    .database("default", database.source(), 1)
                    .executor(one)
                    .build();
            CountDownLatch opens = new CountDownLatch(1);
            int spins = 20 * (i % 50);
            CompletableFuture<Boolean> told = CompletableFuture.supplyAsync(
                    () -> {
                        opens.countDown();
                        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> 1);
                        return block.handle((value, failure) -> true).join();
                    },
                    one);
            Await.latch(opens);
            for (int spin = 0; spin < spins; spin++) {
                Thread.onSpinWait();
            }
            transactions.close();

            assertThat(Await.value(told)).isTrue();
        }
    }
}
