package dev.aatomic.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G14 under load: no alarm where the connections suffice, and an end of everything where they do not. */
@Tag("G14")
final class PoolDeadlockUnderLoadTest {

    private static final String[] NAMES = {"a", "b", "c"};

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions transactions(int connections) {
        Transactions.Builder builder = Transactions.builder();
        for (String name : NAMES) {
            builder.database(name, new NoDriver(), connections);
        }
        return fixtures.transactions(builder);
    }

    private CompletionStage<Integer> pause(Transactions transactions, Random random) {
        return random.nextInt(3) == 0
                ? transactions.bind(fixtures.foreign().later(1))
                : transactions.submit(connection -> 1);
    }

    /** Where databases are always taken in the same order, each once, nothing can wait in a circle. */
    @Test
    void orderedDatabasesRaiseNoAlarm() {
        Transactions transactions = transactions(2);
        AtomicInteger alarms = new AtomicInteger();
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            blocks.add(ordered(transactions, 0, new Random(i), alarms));
        }

        blocks.forEach(Await::value);
        assertThat(alarms).hasValue(0);
    }

    private CompletableFuture<Integer> ordered(
            Transactions transactions, int from, Random random, AtomicInteger alarms) {
        int database = from + random.nextInt(NAMES.length - from);
        return counting(
                alarms,
                transactions
                        .atomic()
                        .using(NAMES[database])
                        .getStageAsync(() -> pause(transactions, random).thenCompose(n -> {
                            List<CompletableFuture<Integer>> inside = new ArrayList<>();
                            for (int i = database == NAMES.length - 1 ? 0 : random.nextInt(4); i > 0; i--) {
                                inside.add(ordered(transactions, database + 1, random, alarms));
                            }
                            inside.stream()
                                    .filter(block -> random.nextInt(10) == 0)
                                    .forEach(block -> block.cancel(true));
                            return CompletableFuture.allOf(inside.toArray(CompletableFuture[]::new))
                                    .handle((done, failure) -> 1);
                        })));
    }

    /** One connection more than outermost blocks, each with one independent block at a time. */
    @Test
    void oneConnectionToSpareRaisesNoAlarm() {
        int outermost = 3;
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("a", new NoDriver(), outermost + 1));
        List<CompletableFuture<Integer>> chains = new ArrayList<>();

        for (int i = 0; i < outermost; i++) {
            chains.add(chain(transactions, new Random(i), 500));
        }

        chains.forEach(Await::value);
    }

    private CompletableFuture<Integer> chain(Transactions transactions, Random random, int length) {
        if (length == 0) {
            return CompletableFuture.completedFuture(0);
        }
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
        return transactions
                .atomic()
                .getStageAsync(() -> independent
                        .getStageAsync(() -> pause(transactions, random))
                        .thenCompose(n -> independent.getStageAsync(() -> pause(transactions, random))))
                .thenCompose(n -> chain(transactions, random, length - 1));
    }

    @Test
    void parallelIndependentBlocksEndWhereCirclesClose() {
        Transactions transactions = transactions(2);
        AtomicInteger alarms = new AtomicInteger();
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            blocks.add(tree(transactions, 3, new Random(i), alarms));
        }

        blocks.forEach(Await::end);
        assertThat(alarms).hasPositiveValue();
    }

    private CompletableFuture<Integer> tree(Transactions transactions, int depth, Random random, AtomicInteger alarms) {
        return counting(
                alarms,
                randomDatabase(transactions, random)
                        .propagation(Propagation.REQUIRES_NEW)
                        .getStageAsync(() -> pause(transactions, random).thenCompose(n -> {
                            List<CompletableFuture<Integer>> inside = new ArrayList<>();
                            for (int i = depth == 0 ? 0 : random.nextInt(3); i > 0; i--) {
                                inside.add(tree(transactions, depth - 1, random, alarms));
                            }
                            return CompletableFuture.allOf(inside.toArray(CompletableFuture[]::new))
                                    .handle((done, failure) -> 1);
                        })));
    }

    @Test
    void nestedAndIndependentBlocksEndWhereCirclesClose() {
        Transactions transactions = transactions(2);
        AtomicInteger alarms = new AtomicInteger();
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            blocks.add(path(transactions, 5, new Random(i), alarms));
        }

        blocks.forEach(Await::end);
        assertThat(alarms).hasPositiveValue();
    }

    private CompletableFuture<Integer> path(Transactions transactions, int depth, Random random, AtomicInteger alarms) {
        return counting(
                alarms,
                randomDatabase(transactions, random)
                        .propagation(random.nextInt(3) == 0 ? Propagation.REQUIRES_NEW : Propagation.NESTED)
                        .getStageAsync(() -> pause(transactions, random)
                                .thenCompose(n -> depth == 0
                                        ? CompletableFuture.completedFuture(1)
                                        : path(transactions, depth - 1, random, alarms))
                                .handle((done, failure) -> 1)));
    }

    private static Atomic randomDatabase(Transactions transactions, Random random) {
        return transactions.atomic().using(NAMES[random.nextInt(NAMES.length)]);
    }

    private static CompletableFuture<Integer> counting(AtomicInteger alarms, CompletableFuture<Integer> block) {
        return block.whenComplete((value, failure) -> {
            if (failure instanceof PoolDeadlockException) {
                alarms.incrementAndGet();
            }
        });
    }
}
