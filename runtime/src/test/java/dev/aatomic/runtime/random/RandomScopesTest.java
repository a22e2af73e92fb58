package dev.aatomic.runtime.random;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.CheckingDriver;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.ObservedBlock;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks of every form, nested, beside each other and on two databases, with steps from foreign threads, cancellations, failures
 * and hooks, at random and many at a time: every one ends, and what it says of itself is what the database knows of it. Runs
 * for {@code -Daatomic.stress.seconds} on each executor, one by default.
 */
@Tag("G2")
@Tag("G5")
final class RandomScopesTest {

    private static final int ROOTS = 24;
    private static final int DEEPEST = 3;
    private static final long SECONDS = Long.getLong("aatomic.stress.seconds", 1);
    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_101L);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger values = new AtomicInteger();

    /** One round: its blocks, all of which must end. */
    private final class Round {

        private final Transactions transactions;
        private final Queue<ObservedBlock> blocks = new ConcurrentLinkedQueue<>();
        private final Queue<ObservedBlock> roots = new ConcurrentLinkedQueue<>();

        private Round(Transactions transactions) {
            this.transactions = transactions;
        }

        private void start(long seed) {
            Random random = new Random(seed);
            ObservedBlock block = add(null, true);
            roots.add(block);
            Atomic atomic = transactions.database("default").atomic();
            switch (random.nextInt(4)) {
                case 0 ->
                    cancelSometimes(random, block, observe(block, atomic.getStageAsync(() -> body(block, random, 0))));
                case 1 ->
                    cancelSometimes(
                            random,
                            block,
                            observe(
                                    block,
                                    atomic.getAsync(() -> body(block, random, 0).join())));
                case 2 -> fixtures.foreign().execute(() -> blocking(block, atomic, random, 0));
                default -> enter(block, atomic, random);
            }
        }

        private ObservedBlock add(ObservedBlock parent, boolean savepoint) {
            ObservedBlock block = new ObservedBlock(parent, savepoint);
            blocks.add(block);
            return block;
        }

        private <T> CompletableFuture<T> observe(ObservedBlock block, CompletableFuture<T> future) {
            future.whenComplete(block::ended);
            return future;
        }

        private void cancelSometimes(Random random, ObservedBlock block, CompletableFuture<?> future) {
            if (random.nextInt(5) == 0) {
                int pause = random.nextInt(20_000);
                fixtures.foreign().execute(() -> {
                    for (int i = 0; i < pause && !future.isDone(); i++) {
                        Thread.onSpinWait();
                    }
                    block.cancel(future);
                });
            }
        }

        private Integer blocking(ObservedBlock block, Atomic atomic, Random random, int depth) {
            try {
                atomic.run(() -> body(block, random, depth).join());
                block.ended(null, null);
            } catch (Throwable failure) {
                block.ended(null, failure);
            }
            return 1;
        }

        private void enter(ObservedBlock block, Atomic atomic, Random random) {
            atomic.enter().whenComplete((scope, refused) -> {
                if (refused != null) {
                    block.ended(null, refused);
                    return;
                }
                CompletableFuture<Integer> body;
                try {
                    body = scope.call(() -> body(block, random, 0));
                } catch (Exception | Error failure) {
                    body = CompletableFuture.failedFuture(failure);
                }
                body.whenComplete((value, failure) -> scope.exit(failure)
                        .whenComplete((done, problem) -> block.ended(null, failure != null ? failure : problem)));
            });
        }

        private CompletableFuture<Integer> body(ObservedBlock block, Random random, int depth) throws IOException {
            CompletableFuture<Integer> chain = write(block);
            for (int i = random.nextInt(5); i > 0; i--) {
                long seed = random.nextLong();
                chain = chain.thenCompose(ignored -> act(block, new Random(seed), depth));
            }
            if (random.nextInt(12) == 0) {
                throw new IOException("body");
            }
            return chain.thenCompose(ignored -> write(block));
        }

        private CompletableFuture<Integer> write(ObservedBlock block) {
            int value = values.incrementAndGet();
            return transactions
                    .submit(update("insert into entry values (" + value + ")"))
                    .whenComplete((rows, failure) -> {
                        if (failure == null) {
                            block.written().add(value);
                        }
                    });
        }

        private CompletableFuture<Integer> act(ObservedBlock block, Random random, int depth) {
            boolean deepest = depth == DEEPEST;
            switch (random.nextInt(deepest ? 6 : 14)) {
                case 0:
                    return write(block);
                case 1:
                    return fixtures.foreign().later(1);
                case 2:
                    stepFromElsewhere(block);
                    return transactions.bind(CompletableFuture.completedFuture(1));
                case 3:
                    return hook(block, random);
                case 4:
                    return fail(block, random);
                case 5:
                    return write(block).thenCompose(fixtures.foreign()::later).thenCompose(n -> write(block));
                case 6, 7:
                    return nested(block, random, depth).handle((value, failure) -> 1);
                case 8:
                    return done(blocking(
                            add(block, true), transactions.atomic(), new Random(random.nextLong()), depth + 1));
                case 9:
                    return transactions.submit(
                            connection -> blocking(add(block, true), transactions.atomic(), random, depth + 1));
                case 10:
                    return beside(block, random, depth);
                case 11:
                    return independent(random).handle((value, failure) -> 1);
                case 12:
                    return done(blocking(add(null, true), other(), random, DEEPEST));
                default:
                    return transactions.submit(connection -> blocking(add(null, true), other(), random, DEEPEST));
            }
        }

        private Atomic other() {
            return transactions.database("other").atomic();
        }

        private CompletableFuture<Integer> done(Integer value) {
            return CompletableFuture.completedFuture(value);
        }

        private CompletableFuture<Integer> nested(ObservedBlock block, Random random, int depth) {
            boolean savepoint = random.nextInt(4) != 0;
            ObservedBlock child = add(block, savepoint);
            Random own = new Random(random.nextLong());
            CompletableFuture<Integer> future = observe(
                    child, transactions.atomic().savepoint(savepoint).getStageAsync(() -> body(child, own, depth + 1)));
            cancelSometimes(random, child, future);
            return future;
        }

        private CompletableFuture<Integer> independent(Random random) {
            ObservedBlock block = add(null, true);
            Random own = new Random(random.nextLong());
            CompletableFuture<Integer> future = observe(block, other().getStageAsync(() -> body(block, own, DEEPEST)));
            cancelSometimes(random, block, future);
            return future;
        }

        private CompletableFuture<Integer> beside(ObservedBlock block, Random random, int depth) {
            List<CompletableFuture<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(nested(block, random, depth).handle((value, failure) -> 1));
            }
            return transactions
                    .bind(CompletableFuture.allOf(children.toArray(CompletableFuture[]::new)))
                    .thenApply(ignored -> 1);
        }

        /** Refused if the block has ended by then. */
        private void stepFromElsewhere(ObservedBlock block) {
            Scope scope = transactions.scope();
            fixtures.foreign().execute(() -> {
                try {
                    scope.call(() -> write(block));
                } catch (TransactionManagementException refused) {
                    assertThat(refused).hasMessageContaining("has ended");
                }
            });
        }

        private CompletableFuture<Integer> hook(ObservedBlock block, Random random) {
            boolean fails = random.nextInt(10) == 0;
            transactions.onCommit(() -> {
                block.hooksRun().incrementAndGet();
                if (fails) {
                    throw new IOException("hook");
                }
            });
            block.hooks().incrementAndGet();
            return done(1);
        }

        private CompletableFuture<Integer> fail(ObservedBlock block, Random random) {
            return switch (random.nextInt(8)) {
                case 0 -> transactions.submit(bad());
                case 1 -> transactions.submit(bad()).exceptionally(failure -> 1);
                case 2 -> CompletableFuture.failedFuture(new IOException("stage"));
                case 3 -> {
                    transactions.setRollbackOnly(true);
                    block.askForRollback();
                    yield done(1);
                }
                default -> write(block);
            };
        }

        private void verify(Collection<Integer> committed) {
            assertThat(blocks.stream().map(block -> block.end().join())).noneMatch(AssertionError.class::isInstance);
            assertThat(roots.stream()
                            .filter(block -> !block.isCancelAsked())
                            .map(block -> block.end().join()))
                    .as("blocks around a cancelled one")
                    .noneMatch(CancellationException.class::isInstance);
            for (ObservedBlock block : blocks) {
                boolean commits = block.commits();
                String how = "block that ended " + block.end().join();
                assertThat(block.written().stream().filter(value -> committed.contains(value) != commits))
                        .as(how)
                        .isEmpty();
                if (!commits) {
                    assertThat(block.hooksRun()).as(how).hasValue(0);
                } else if (blocks.stream().noneMatch(ObservedBlock::hookFailed)) {
                    assertThat(block.hooksRun()).as(how).hasValue(block.hooks().get());
                }
                if (block.isCancelled()) {
                    assertThat(block.end().join()).as(how).isInstanceOf(Throwable.class);
                }
            }
        }
    }

    static Stream<Arguments> executors() {
        return Stream.of(
                executor("default", executors -> null),
                executor("one thread", executors -> executors.threads(1)),
                executor("four threads", executors -> executors.threads(4)),
                executor("direct", TestExecutors::direct),
                executor("rejecting", executors -> executors.rejectingEvery(5, executors.threads(3))),
                executor("late and out of order", executors -> executors.shuffled(3, SEED)));
    }

    private static Arguments executor(String name, Function<TestExecutors, Executor> executorOf) {
        return Arguments.of(name, executorOf);
    }

    private Transactions.Builder on(Transactions.Builder builder, Executor executor) {
        return executor == null ? builder : builder.executor(executor);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("executors")
    void everyBlockEndsAndTellsTheTruth(String name, Function<TestExecutors, Executor> executorOf) {
        CheckingDriver first = new CheckingDriver(3);
        CheckingDriver second = new CheckingDriver(2);
        Executor executor = executorOf.apply(fixtures.executors());
        Transactions transactions = fixtures.transactions(on(
                Transactions.builder()
                        .database("default", first.dataSource(), first.connections())
                        .database("other", second.dataSource(), second.connections()),
                executor));

        rounds(transactions, () -> {
            assertThat(first.violations()).isEmpty();
            assertThat(second.violations()).isEmpty();
            assertThat(first.open() + second.open()).isZero();
            Set<Integer> committed = ConcurrentHashMap.newKeySet();
            committed.addAll(first.committed());
            committed.addAll(second.committed());
            return committed;
        });

        if (executor != null && !name.equals("rejecting")) {
            CompletableFuture<Boolean> clean = CompletableFuture.supplyAsync(() -> hasNoScope(transactions), executor);
            assertThat(Await.value(clean)).isTrue();
        }
        assertThat(Await.value(fixtures.foreign().call(() -> hasNoScope(transactions))))
                .isTrue();
        assertThat(hasNoScope(transactions)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("executors")
    void everyBlockEndsAndTellsTheTruthOnH2(String name, Function<TestExecutors, Executor> executorOf) {
        PooledDatabase first = fixtures.database(Server.H2, 3);
        PooledDatabase second = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(on(
                Transactions.builder()
                        .database("default", first.source(), first.connections())
                        .database("other", second.source(), second.connections()),
                executorOf.apply(fixtures.executors())));

        rounds(transactions, () -> {
            first.source().reset();
            second.source().reset();
            assertThat(first.source().open() + second.source().open()).isZero();
            List<Integer> committed = new ArrayList<>(first.rows());
            committed.addAll(second.rows());
            return committed;
        });
    }

    /** Gives what is committed, and checks what else must hold when nothing runs. */
    private interface Outcome {
        Collection<Integer> committed();
    }

    private void rounds(Transactions transactions, Outcome outcome) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (long seed = SEED; System.nanoTime() < deadline; seed++) {
            try {
                Round round = new Round(transactions);
                for (int i = 0; i < ROOTS; i++) {
                    round.start(seed * ROOTS + i);
                }
                Await.until(
                        "every block has ended",
                        () -> round.blocks.stream()
                                .allMatch(block -> block.end().isDone()));
                round.verify(Set.copyOf(outcome.committed()));
            } catch (Throwable failure) {
                throw new AssertionError("Failed with -Daatomic.stress.seed=" + seed, failure);
            }
        }
    }

    private static boolean hasNoScope(Transactions transactions) {
        try {
            transactions.scope();
            return false;
        } catch (NoTransactionException e) {
            return true;
        }
    }
}
