package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker of a {@link ForkJoinPool} does other tasks while it waits: they see nobody's scope, and none of them is held up. */
@Tag("G18")
@Tag("G20")
final class ForkJoinTest {

    private static final int TASKS = 50;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger sawScope = new AtomicInteger();
    private Transactions transactions;
    private ForkJoinPool pool;

    /** Where the user's code runs with a scope. */
    enum Form {
        RUN {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.runAsync(
                        () -> test.transactions.atomic().run(work::run), test.pool);
            }
        },
        RUN_RETRIED {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.runAsync(
                        () -> test.transactions
                                .atomic()
                                .retry(RetryPolicy.ofMaxAttempts(2))
                                .run(work::run),
                        test.pool);
            }
        },
        RUN_NESTED {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.runAsync(
                        () -> test.transactions
                                .atomic()
                                .run(() -> test.transactions.atomic().run(work::run)),
                        test.pool);
            }
        },
        RUN_WITHOUT_BLOCK {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.runAsync(
                        () -> test.transactions
                                .atomic()
                                .propagation(Propagation.SUPPORTS)
                                .run(work::run),
                        test.pool);
            }
        },
        AUTOCOMMIT {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.runAsync(
                        () -> test.transactions.autocommit(() -> {
                            work.run();
                            return 1;
                        }),
                        test.pool);
            }
        },
        RUN_ASYNC {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions.atomic().runAsync(work::run);
            }
        },
        RUN_ASYNC_OPENED_BY_A_WORKER {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return CompletableFuture.supplyAsync(
                                () -> test.transactions.atomic().runAsync(work::run), test.pool)
                        .thenCompose(block -> block);
            }
        },
        RUN_ASYNC_WITHOUT_BLOCK {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions
                        .atomic()
                        .propagation(Propagation.SUPPORTS)
                        .runAsync(work::run);
            }
        },
        CONTINUATION {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions
                        .atomic()
                        .getStageAsync(() -> test.transactions
                                .bind(test.fixtures.foreign().later(1))
                                .thenRun(work));
            }
        },
        CONTINUATION_ON_THE_POOL {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions
                        .atomic()
                        .getStageAsync(() -> test.transactions
                                .bind(test.fixtures.foreign().later(1))
                                .thenRunAsync(work, test.pool));
            }
        },
        HOOK {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions.atomic().runAsync(() -> test.transactions.onCommit(work::run));
            }
        },
        LATER_HOOK {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions.atomic().runAsync(() -> {
                    test.transactions.onCommitAsync(
                            () -> test.fixtures.foreign().later(1));
                    test.transactions.onCommit(work::run);
                });
            }
        },
        SCOPE_CALL {
            @Override
            CompletableFuture<?> start(ForkJoinTest test, Runnable work) {
                return test.transactions
                        .atomic()
                        .enter()
                        .thenCompose(scope -> CompletableFuture.runAsync(
                                        () -> scope.call(() -> {
                                            work.run();
                                            return 1;
                                        }),
                                        test.pool)
                                .thenCompose(done -> scope.exit()));
            }
        };

        abstract CompletableFuture<?> start(ForkJoinTest test, Runnable work);
    }

    /** G2: tasks of the pool that a body's wait makes it run. */
    @ParameterizedTest
    @EnumSource
    void g2TaskThatAWaitingThreadHelpsWithSeesNoScope(Form form) {
        pool = fixtures.executors().workers(1);
        PooledDatabase database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database, builder -> builder.executor(pool));
        tasksSeeNoScope(form);
    }

    /** G2: the dispatch executor has nothing to do with the pool. */
    @ParameterizedTest
    @EnumSource
    void g2WorkersOfOthersSeeNoScope(Form form) {
        pool = fixtures.executors().workers(1);
        PooledDatabase database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(2)));
        tasksSeeNoScope(form);
    }

    /** G2: what is opened on a worker would run on it. */
    @ParameterizedTest
    @EnumSource
    void g2WorkersOnWhichADirectExecutorRunsSeeNoScope(Form form) {
        pool = fixtures.executors().workers(1);
        PooledDatabase database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().direct()));
        tasksSeeNoScope(form);
    }

    private void tasksSeeNoScope(Form form) {
        CompletableFuture<?> done = form.start(this, () -> {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(CompletableFuture.runAsync(this::lookForScope, pool));
            }
            CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new)).join();
            pool.submit(() -> IntStream.range(0, TASKS).parallel().forEach(n -> lookForScope()))
                    .join();
        });

        Await.value(done);
        assertThat(sawScope).as("tasks that saw a scope").hasValue(0);
    }

    private void lookForScope() {
        try {
            transactions.scope();
            sawScope.incrementAndGet();
        } catch (NoTransactionException none) {
            try {
                // Where no block is, there may be the autocommit context.
                transactions.onCommit(() -> {});
                sawScope.incrementAndGet();
            } catch (NoTransactionException neither) {
                // As it should be.
            }
        }
    }

    /** G2: tasks that open blocks of their own keep what they were told is committed, though the block around fails. */
    @Test
    void g2BlocksOfOtherTasksAreTheirOwn() {
        pool = fixtures.executors().workers(2);
        PooledDatabase database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
        List<CompletableFuture<Integer>> tasks = new ArrayList<>();

        CompletableFuture<Void> outer = CompletableFuture.runAsync(
                () -> transactions.atomic().run(() -> {
                    for (int i = 0; i < TASKS; i++) {
                        int value = i;
                        tasks.add(CompletableFuture.supplyAsync(
                                () -> transactions
                                        .atomic()
                                        .get(() -> transactions
                                                .submit(insert(value))
                                                .join()),
                                pool));
                    }
                    CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new))
                            .join();
                    throw new IllegalStateException("the body's");
                }),
                pool);

        assertThat(Await.cause(outer)).isInstanceOf(IllegalStateException.class);
        tasks.forEach(Await::value);
        assertThat(database.rows()).hasSize(TASKS);
    }

    /** E4: the only worker waits for a future of ours that another task of its pool completes. */
    @Test
    void e4PoolKnowsThatItsWorkerWaits() {
        for (boolean dispatchesOnPool : new boolean[] {true, false}) {
            pool = fixtures.executors().workers(1);
            Executor executor = dispatchesOnPool ? pool : fixtures.executors().threads(1);
            transactions =
                    fixtures.transactions(fixtures.database(Server.H2, 1), builder -> builder.executor(executor));

            CompletableFuture<Integer> blocking = CompletableFuture.supplyAsync(
                    () -> transactions
                            .atomic()
                            .get(() -> transactions
                                    .bind(CompletableFuture.supplyAsync(() -> 1, pool))
                                    .join()),
                    pool);
            CompletableFuture<Integer> asynchronous = transactions
                    .atomic()
                    .getAsync(() -> transactions
                            .bind(CompletableFuture.supplyAsync(() -> 2, pool))
                            .get());

            assertThat(Await.value(blocking)).isEqualTo(1);
            assertThat(Await.value(asynchronous)).isEqualTo(2);
        }
    }

    /** E4: more callers wait on workers than the pool may have. */
    @Test
    void e4FullPoolWaits() {
        pool = new ForkJoinPool(
                1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, false, 1, 1, 0, null, 1, TimeUnit.SECONDS);
        try {
            transactions = fixtures.transactions(
                    fixtures.database(Server.H2, 1),
                    builder -> builder.executor(fixtures.executors().threads(1)));

            CompletableFuture<Integer> blocking = CompletableFuture.supplyAsync(
                    () -> transactions
                            .atomic()
                            .get(() -> Await.value(fixtures.foreign().later(1))),
                    pool);

            assertThat(Await.value(blocking)).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }
}
