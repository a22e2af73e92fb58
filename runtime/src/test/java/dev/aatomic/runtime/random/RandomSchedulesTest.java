package dev.aatomic.runtime.random;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trees of blocks, made at random, on every kind of executor, many at a time: what is committed is what their plan says. The
 * seed is fixed, unless {@code -Daatomic.test.seed} says another; the schedule is not.
 */
@Tag("G4")
final class RandomSchedulesTest {

    private static final int ROOTS = 200;
    private static final int DEEPEST = 4;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger values = new AtomicInteger();

    /** How a block ends. */
    private enum End {
        WELL,
        WELL_TOO,
        WELL_AS_WELL,
        BODY_THROWS,
        STAGE_FAILS,
        STATEMENT_FAILS,
        ASKED_FOR_ROLLBACK
    }

    /** What a block does: it writes its value, runs its children, and writes the negative of its value. */
    private record Plan(int value, End end, boolean hops, boolean blocking, boolean parallel, List<Plan> children) {

        boolean commits() {
            return end.name().startsWith("WELL");
        }

        void collect(List<Integer> rows) {
            if (commits()) {
                rows.add(value);
                rows.add(-value);
                children.forEach(child -> child.collect(rows));
            }
        }
    }

    private Plan plan(Random random, int depth) {
        List<Plan> children = new ArrayList<>();
        for (int i = depth == DEEPEST ? 0 : random.nextInt(4 - depth / 2); i > 0; i--) {
            children.add(plan(random, depth + 1));
        }
        return new Plan(
                values.incrementAndGet(),
                End.values()[random.nextInt(End.values().length)],
                random.nextBoolean(),
                random.nextInt(4) == 0,
                random.nextBoolean(),
                children);
    }

    static Stream<Arguments> executors() {
        return Stream.of(
                executor("default", executors -> null),
                executor("one thread", executors -> executors.threads(1)),
                executor("three threads", executors -> executors.threads(3)),
                executor("direct", TestExecutors::direct),
                executor("late and out of order", executors -> executors.shuffled(3, 7)));
    }

    private static Arguments executor(String name, Function<TestExecutors, Executor> executorOf) {
        return Arguments.of(name, executorOf);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("executors")
    void whatIsCommittedIsWhatWasPlanned(String name, Function<TestExecutors, Executor> executorOf) {
        PooledDatabase database = fixtures.database(Server.H2, 4);
        Executor executor = executorOf.apply(fixtures.executors());
        Transactions transactions =
                fixtures.transactions(database, builder -> executor == null ? builder : builder.executor(executor));
        Random random = new Random(Long.getLong("aatomic.test.seed", 20_260_101L));
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < ROOTS; i++) {
            plans.add(plan(random, 0));
        }

        List<CompletableFuture<Integer>> blocks =
                plans.stream().map(plan -> start(transactions, plan)).toList();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < ROOTS; i++) {
            Await.end(blocks.get(i));
            End end = plans.get(i).end();
            assertThat(blocks.get(i).isCompletedExceptionally())
                    .as("%s", plans.get(i))
                    .isEqualTo(!plans.get(i).commits() && end != End.ASKED_FOR_ROLLBACK);
            plans.get(i).collect(expected);
        }

        assertThat(database.rows()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(database.source().open()).isZero();
    }

    private CompletableFuture<Integer> start(Transactions transactions, Plan plan) {
        if (plan.blocking()) {
            return transactions.atomic().getAsync(() -> body(transactions, plan).join());
        }
        return transactions.atomic().getStageAsync(() -> body(transactions, plan));
    }

    private CompletableFuture<Integer> body(Transactions transactions, Plan plan) throws IOException {
        CompletableFuture<Integer> work = transactions.submit(insert(plan.value()));
        work = hop(plan, work).thenCompose(n -> children(transactions, plan));
        if (plan.end() == End.BODY_THROWS) {
            // What was started goes on beside, and is dropped or waited for.
            throw new IOException("body of " + plan.value());
        }
        return hop(plan, work)
                .thenCompose(n -> transactions.submit(insert(-plan.value())))
                .thenCompose(n -> end(transactions, plan));
    }

    private CompletableFuture<Integer> hop(Plan plan, CompletableFuture<Integer> stage) {
        Foreign foreign = fixtures.foreign();
        return plan.hops() ? stage.thenCompose(foreign::later) : stage;
    }

    private CompletableFuture<Integer> children(Transactions transactions, Plan plan) {
        if (plan.parallel()) {
            CompletableFuture<?>[] started = plan.children().stream()
                    .map(child -> start(transactions, child).exceptionally(failure -> -1))
                    .toArray(CompletableFuture<?>[]::new);
            return transactions.bind(CompletableFuture.allOf(started)).thenApply(ignored -> started.length);
        }
        CompletableFuture<Integer> chain = transactions.bind(CompletableFuture.completedFuture(0));
        for (Plan child : plan.children()) {
            chain = chain.thenCompose(n -> start(transactions, child).exceptionally(failure -> -1));
        }
        return chain;
    }

    private static CompletableFuture<Integer> end(Transactions transactions, Plan plan) {
        return switch (plan.end()) {
            case STAGE_FAILS -> CompletableFuture.failedFuture(new IOException("stage of " + plan.value()));
            case STATEMENT_FAILS -> transactions.submit(bad());
            case ASKED_FOR_ROLLBACK -> {
                transactions.setRollbackOnly(true);
                yield CompletableFuture.completedFuture(0);
            }
            default -> CompletableFuture.completedFuture(plan.value());
        };
    }
}
