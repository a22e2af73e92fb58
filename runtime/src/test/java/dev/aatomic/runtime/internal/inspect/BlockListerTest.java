package dev.aatomic.runtime.internal.inspect;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever holds a connection or waits is listed, with what it does and whom it waits for. */
@Tag("observability")
final class BlockListerTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final CompletableFuture<Integer> gate = new CompletableFuture<>();
    private Transactions transactions;

    private void open(int connections) {
        transactions = fixtures.transactions(connections);
    }

    private DatabaseBlocks blocks() {
        return transactions.blocks().database("default");
    }

    private BlockEntry only(String name) {
        return blocks().blocks().stream()
                .filter(entry -> entry.name().equals(name))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + one + ", " + other);
                })
                .orElseThrow(() -> new AssertionError("not there: " + name));
    }

    private BlockEntry await(String name, BlockState state) {
        Predicate<BlockEntry> wanted = entry -> entry.name().equals(name) && entry.state() == state;
        Await.until(name + " is " + state, () -> blocks().blocks().stream().anyMatch(wanted));
        return only(name);
    }

    /** Sits in its body until the gate opens. */
    private CompletableFuture<Integer> idle(String name) {
        return transactions.atomic().named(name).getStageAsync(() -> gate);
    }

    private static BlockReference to(BlockEntry entry) {
        return new BlockReference(entry.id(), entry.name(), entry.depth());
    }

    // ---- who holds, who waits

    @Test
    void nobodyIsThereBeforeAndAfter() {
        open(2);
        assertThat(blocks()).isEqualTo(new DatabaseBlocks("default", 2, 0, 0, List.of()));

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));

        Await.until("it has ended", () -> blocks().blocks().isEmpty());
        assertThat(blocks().held()).isZero();
    }

    @Test
    void holdersComeFromTheLongestOnThenWhoWaitsInTheOrderOfTheQueue() {
        transactions = fixtures.transactions(2, builder -> builder.recordMetrics(true));
        CompletableFuture<Integer> first = idle("first");
        await("first", BlockState.IDLE);
        CompletableFuture<Integer> second = idle("second");
        await("second", BlockState.IDLE);
        CompletableFuture<Integer> third = idle("third");
        CompletableFuture<Integer> fourth = idle("fourth");

        DatabaseBlocks seen = blocks();

        assertThat(seen.connections()).isEqualTo(2);
        assertThat(seen.held()).isEqualTo(2);
        assertThat(seen.waiting()).isEqualTo(2);
        assertThat(seen.blocks()).extracting(BlockEntry::name).containsExactly("first", "second", "third", "fourth");
        assertThat(seen.blocks())
                .extracting(BlockEntry::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id > 0);
        assertThat(seen.blocks())
                .extracting(entry -> entry.connection().orElse(-1))
                .containsOnlyOnce(0, 1)
                .endsWith(-1, -1);
        List<BlockReference> holders =
                seen.blocks().stream().limit(2).map(BlockListerTest::to).toList();
        assertThat(seen.blocks().get(2).state()).isEqualTo(BlockState.WAITING_FOR_CONNECTION);
        assertThat(seen.blocks().get(2).waitsFor()).isEqualTo(holders);
        assertThat(seen.blocks().get(3).waitsFor()).isEqualTo(holders);
        assertThat(seen.blocks().get(0).waitsFor()).isEmpty();
        gate.complete(1);
        List.of(first, second, third, fourth).forEach(Await::value);
    }

    /** Its connection has the lowest number, and others have held theirs for longer. */
    @Test
    void whoHasHeldForLongestComesFirstWhicheverItsConnection() {
        transactions = fixtures.transactions(2, builder -> builder.recordMetrics(true));
        List<CompletableFuture<Integer>> gates = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        List<CompletableFuture<Integer>> both = new ArrayList<>();
        for (CompletableFuture<Integer> each : gates) {
            String name = "old " + both.size();
            both.add(transactions.atomic().named(name).getStageAsync(() -> each));
            await(name, BlockState.IDLE);
        }
        boolean isFirstLowest = only("old 0").connection().orElseThrow() == 0;
        int lowest = isFirstLowest ? 0 : 1;
        gates.get(lowest).complete(1);
        Await.value(both.get(lowest));
        CompletableFuture<Integer> young = idle("young");
        await("young", BlockState.IDLE);
        CompletableFuture<Integer> waiting = idle("waiting");

        List<BlockEntry> seen = blocks().blocks();

        String old = isFirstLowest ? "old 1" : "old 0";
        assertThat(seen).extracting(BlockEntry::name).containsExactly(old, "young", "waiting");
        assertThat(seen.get(1).connection()).hasValue(0);
        assertThat(seen.get(2).waitsFor()).extracting(BlockReference::name).containsExactly(old, "young");
        gates.forEach(each -> each.complete(1));
        gate.complete(1);
        both.forEach(Await::value);
        List.of(young, waiting).forEach(Await::value);
    }

    /** The two have nothing in common but this: the inner one has a connection of its own to wait for. */
    @Test
    void blockThatWaitsForAnotherConnectionSaysForWhom() {
        open(2);
        CompletableFuture<Integer> other = idle("other");
        CompletableFuture<Integer> around = transactions
                .atomic()
                .named("around")
                .getStageAsync(() -> transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .named("child")
                        .getStageAsync(() -> gate));
        await("child", BlockState.WAITING_FOR_CONNECTION);
        await("around", BlockState.IDLE);

        assertThat(only("around").waitsFor()).containsExactly(to(only("child")));
        assertThat(only("other").waitsFor()).isEmpty();
        gate.complete(1);
        Await.value(other);
        Await.value(around);
    }

    /** Its body has ended without waiting for it, and its end does. */
    @Test
    void endThatWaitsForAnotherConnectionSaysForWhom() {
        open(2);
        CompletableFuture<Integer> other = idle("other");
        await("other", BlockState.IDLE);
        CompletableFuture<Void> around = transactions
                .atomic()
                .named("around")
                .runAsync(() -> transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .named("child")
                        .getStageAsync(() -> gate));
        await("child", BlockState.WAITING_FOR_CONNECTION);

        Await.until("its end waits", () -> {
            BlockEntry ending = only("around");
            return ending.state() == BlockState.ENDING && !ending.waitsFor().isEmpty();
        });
        assertThat(only("around").waitsFor()).containsExactly(to(only("child")));
        gate.complete(1);
        Await.value(other);
        Await.value(around);
    }

    /** Each attempt of it waits anew. */
    @Test
    void blockThatWaitsForAnotherConnectionOfOneThatIsRetriedSaysForWhom() {
        open(2);
        CompletableFuture<Integer> other = idle("other");
        await("other", BlockState.IDLE);
        CompletableFuture<Integer> around = transactions
                .atomic()
                .named("around")
                .getStageAsync(() -> transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .retry(RetryPolicy.ofMaxAttempts(2))
                        .named("child")
                        .getStageAsync(() -> gate));
        await("child", BlockState.WAITING_FOR_CONNECTION);

        assertThat(await("around", BlockState.IDLE).waitsFor()).containsExactly(to(only("child")));
        gate.complete(1);
        Await.value(other);
        Await.value(around);
    }

    @Test
    void threadThatWaitsForAnotherConnectionSaysForWhom() {
        open(2);
        CompletableFuture<Integer> other = idle("other");
        await("other", BlockState.IDLE);
        CompletableFuture<Void> around = CompletableFuture.runAsync(
                () -> transactions
                        .atomic()
                        .named("around")
                        .run(() -> transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .named("child")
                                .run(() -> {})),
                task -> new Thread(task).start());
        await("child", BlockState.WAITING_FOR_CONNECTION);

        assertThat(await("around", BlockState.IN_BODY).waitsFor()).containsExactly(to(only("child")));
        gate.complete(1);
        Await.value(other);
        Await.value(around);
    }

    @Test
    void blockKeepsItsNumberAndNoOtherHasIt() {
        open(1);
        CompletableFuture<Integer> holder = idle("holder");
        long id = await("holder", BlockState.IDLE).id();
        CompletableFuture<Integer> waiting = idle("waiting");
        long next = only("waiting").id();

        assertThat(only("holder").id()).isEqualTo(id);
        assertThat(next).isNotEqualTo(id);
        gate.complete(1);
        Await.value(holder);
        Await.value(waiting);
    }

    // ---- since when

    @Test
    void timesThatNobodyMeasuresAreThoseOfTheQueueAndOfWhatWasSeen() {
        open(1);
        CompletableFuture<Integer> holder = idle("holder");
        CompletableFuture<Integer> waiting = idle("waiting");

        Await.until("it was seen", () -> only("holder").holdNanos().isPresent());
        assertThat(only("holder").openNanos()).isEmpty();
        long open = only("waiting").openNanos().orElseThrow();
        assertThat(only("waiting").openNanos().orElseThrow()).isGreaterThanOrEqualTo(open);
        assertThat(only("waiting").holdNanos()).isEmpty();
        long held = only("holder").holdNanos().orElseThrow();
        Await.until("time passes", () -> only("holder").holdNanos().orElseThrow() > held);
        gate.complete(1);
        Await.value(holder);
        Await.value(waiting);
    }

    @Test
    void timesThatAreMeasuredAreTold() {
        transactions = fixtures.transactions(1, builder -> builder.recordMetrics(true));
        long begin = System.nanoTime();
        CompletableFuture<Integer> holder = idle("holder");
        await("holder", BlockState.IDLE);
        CompletableFuture<Integer> waiting = idle("waiting");

        BlockEntry seen = only("holder");
        long most = System.nanoTime() - begin;

        assertThat(seen.openNanos().orElseThrow())
                .isGreaterThanOrEqualTo(seen.holdNanos().orElseThrow())
                .isLessThanOrEqualTo(most);
        assertThat(seen.openedAt()).isEmpty();
        assertThat(only("waiting").openNanos()).isPresent();
        assertThat(only("waiting").holdNanos()).isEmpty();
        gate.complete(1);
        Await.value(holder);
        Await.value(waiting);
    }

    // ---- what it does

    @Test
    void bodyThatRunsOnAThread() {
        open(1);
        transactions.atomic().named("blocking").run(() -> {
            BlockEntry seen = only("blocking");
            assertThat(seen.state()).isEqualTo(BlockState.IN_BODY);
            assertThat(seen.operation()).isEmpty();
            assertThat(seen.isHolding()).isTrue();
        });
    }

    @Test
    void stepThatRuns() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("step")
                .getStageAsync(() -> transactions.submit(connection -> {
                    latch.await();
                    return 1;
                }));

        assertThat(await("step", BlockState.IN_STEP).operation()).contains("step");
        latch.countDown();
        Await.value(block);
    }

    @Test
    void poolThatGivesNothing() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        fixtures.on("open", real -> {
            latch.await();
            return real.call();
        });
        CompletableFuture<Integer> block =
                transactions.atomic().named("connecting").getStageAsync(() -> CompletableFuture.completedFuture(1));

        BlockEntry seen = await("connecting", BlockState.CONNECTING);
        assertThat(seen.connection()).hasValue(0);
        latch.countDown();
        Await.value(block);
    }

    private void hangs(String call, CountDownLatch latch) {
        fixtures.on(call, real -> {
            latch.await();
            return real.call();
        });
    }

    @Test
    void commitThatIsOnItsWay() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        hangs("commit", latch);
        CompletableFuture<Integer> block =
                transactions.atomic().named("ends").getStageAsync(() -> transactions.submit(insert(1)));

        Await.until(
                "it commits",
                () -> blocks().blocks().stream()
                        .anyMatch(entry -> entry.operation().equals(Optional.of("commit"))));
        assertThat(only("ends").state()).isEqualTo(BlockState.ENDING);
        latch.countDown();
        Await.value(block);
    }

    @Test
    void rollbackThatIsOnItsWay() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        hangs("rollback", latch);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("ends")
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    throw new IllegalStateException("body");
                }));

        assertThat(await("ends", BlockState.ENDING).operation()).contains("rollback");
        latch.countDown();
        Await.failure(block);
    }

    @Test
    void hooksThatRun() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().named("hooked").getStageAsync(() -> {
            transactions.onCommit(() -> latch.await());
            return transactions.submit(insert(1));
        });

        BlockEntry seen = await("hooked", BlockState.IN_HOOKS);
        assertThat(seen.connection()).isEmpty();
        assertThat(seen.isHolding()).isFalse();
        assertThat(blocks().held()).isZero();
        latch.countDown();
        Await.value(block);
        Await.until("it is over", () -> blocks().blocks().isEmpty());
    }

    @Test
    void pauseBetweenTwoAttempts() {
        open(1);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("retried")
                .retry(RetryPolicy.ofMaxAttempts(2).withBackoff(Duration.ofHours(1), Duration.ofHours(1)))
                .getStageAsync(() -> {
                    throw new SQLException("conflict", "40001");
                });

        BlockEntry seen = await("retried", BlockState.BETWEEN_ATTEMPTS);
        assertThat(seen.id()).isPositive().isEqualTo(only("retried").id());
        assertThat(seen.isHolding()).isFalse();
        block.cancel(true);
        Await.until("it is over", () -> blocks().blocks().isEmpty());
    }

    @Test
    void attemptOfARetriedBlockIsListedOnce() {
        open(1);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("retried")
                .retry(RetryPolicy.ofMaxAttempts(2))
                .getStageAsync(() -> gate);

        assertThat(await("retried", BlockState.IDLE).isHolding()).isTrue();
        gate.complete(1);
        Await.value(block);
    }

    @Test
    void blockThatWasGivenUpIsThereUntilItsConnectionIsClosed() {
        transactions = fixtures.transactions(1, builder -> builder.commitTimeout(Duration.ofMillis(5)));
        CountDownLatch latch = fixtures.latch();
        hangs("commit", latch);
        hangs("evict", latch);
        CompletableFuture<Integer> block =
                transactions.atomic().named("stuck").getStageAsync(() -> transactions.submit(insert(1)));

        BlockEntry seen = await("stuck", BlockState.ABANDONED);
        assertThat(seen.connection()).hasValue(0);
        Await.failure(block);
        assertThat(only("stuck").state()).isEqualTo(BlockState.ABANDONED);
        latch.countDown();
        Await.until("it is closed", () -> blocks().blocks().isEmpty());
    }

    // ---- nested

    @Test
    void nestedBlocksAreThereWithTheNumberOfTheOutermostAndWhoWaitsWaitsForTheOneInFront() {
        open(1);
        CompletableFuture<CompletableFuture<Integer>> inner = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().named("outer").getStageAsync(() -> {
            inner.complete(transactions.atomic().named("open").getStageAsync(() -> gate));
            return transactions.atomic().named("queued").getStageAsync(() -> CompletableFuture.completedFuture(2));
        });
        Await.value(inner);

        await("open", BlockState.IDLE);
        DatabaseBlocks seen = blocks();
        assertThat(seen.blocks()).extracting(BlockEntry::name).containsExactly("outer", "open", "queued");
        assertThat(seen.blocks()).extracting(BlockEntry::depth).containsExactly(0, 1, 1);
        assertThat(seen.blocks())
                .extracting(BlockEntry::state)
                .containsExactly(BlockState.AROUND_NESTED, BlockState.IDLE, BlockState.WAITING_FOR_TURN);
        assertThat(seen.blocks().stream().map(BlockEntry::id).distinct()).hasSize(1);
        assertThat(seen.blocks().get(2).waitsFor())
                .containsExactly(to(seen.blocks().get(1)));
        assertThat(seen.held()).isOne();
        gate.complete(1);
        assertThat(Await.value(outer)).isEqualTo(2);
    }

    @Test
    void nestedBlockSaysSinceWhenItIsOpenWhereSomebodyListens() {
        transactions = fixtures.transactions(1, builder -> builder.listener(new TransactionListener() {}));
        CompletableFuture<Integer> outer = transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions.atomic().named("inner").getStageAsync(() -> gate));

        BlockEntry inner = await("inner", BlockState.IDLE);
        assertThat(inner.openNanos().orElseThrow())
                .isLessThanOrEqualTo(only("outer").openNanos().orElseThrow());
        assertThat(inner.holdNanos()).isEmpty();
        gate.complete(1);
        Await.value(outer);
    }

    // ---- outside any block

    @Test
    void stepOutsideAnyBlockHoldsAndWaits() {
        open(1);
        CountDownLatch latch = fixtures.latch();
        CompletableFuture<Integer> step = transactions.autocommit(() -> transactions.submit(connection -> {
            latch.await();
            return 1;
        }));
        BlockEntry holder = await("in autocommit", BlockState.IN_STEP);
        assertThat(holder.connection()).hasValue(0);
        CompletableFuture<Integer> block = idle("block");
        assertThat(only("block").waitsFor()).containsExactly(to(holder));
        CompletableFuture<Integer> another = transactions.autocommit(() -> transactions.submit(connection -> 2));

        assertThat(blocks().blocks())
                .extracting(BlockEntry::state)
                .containsExactly(
                        BlockState.IN_STEP, BlockState.WAITING_FOR_CONNECTION, BlockState.WAITING_FOR_CONNECTION);
        latch.countDown();
        gate.complete(1);
        List.of(step, block, another).forEach(Await::value);
    }

    @Test
    void connectionOutsideAnyBlockHoldsAndWaits() throws SQLException {
        open(1);
        try (Foreign foreign = new Foreign()) {
            CompletableFuture<Integer> waits;
            try (Connection held =
                    transactions.autocommit(() -> transactions.dataSource().getConnection())) {
                BlockEntry holder = only("in autocommit");
                assertThat(holder.state()).isEqualTo(BlockState.IDLE);
                assertThat(holder.connection()).hasValue(0);
                assertThat(holder.id())
                        .isPositive()
                        .isEqualTo(only("in autocommit").id());
                Await.until(
                        "it was seen", () -> only("in autocommit").holdNanos().isPresent());
                waits = foreign.call(() -> {
                    try (Connection mine = transactions.autocommit(
                            () -> transactions.dataSource().getConnection())) {
                        return mine.isClosed() ? 0 : 1;
                    }
                });
                Await.until("another waits", () -> blocks().waiting() == 1);
                BlockEntry waiting = blocks().blocks().get(1);
                assertThat(waiting.state()).isEqualTo(BlockState.WAITING_FOR_CONNECTION);
                assertThat(waiting.waitsFor()).containsExactly(to(holder));
                assertThat(waiting.openNanos().orElseThrow()).isLessThan(TimeUnit.MINUTES.toNanos(1));
                assertThat(held.isClosed()).isFalse();
            }
            assertThat(Await.value(waits)).isEqualTo(1);
        }
    }

    // ---- of several databases

    @Test
    void eachDatabaseHasItsOwnInTheOrderInWhichTheyWereGiven() {
        transactions = fixtures.transactions(
                1, builder -> builder.database("another", fixtures.source(), 3).maxWaiting(7));
        CompletableFuture<Integer> block =
                transactions.database("another").atomic().named("there").getStageAsync(() -> gate);

        Await.until("it holds", () -> transactions.blocks().database("another").held() == 1);
        assertThat(transactions.blocks().databases())
                .extracting(DatabaseBlocks::database)
                .containsExactly("default", "another");
        assertThat(blocks().blocks()).isEmpty();
        assertThat(transactions.blocks().database("another").blocks())
                .extracting(BlockEntry::database)
                .containsExactly("another");
        gate.complete(1);
        Await.value(block);
    }
}
