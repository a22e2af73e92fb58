package dev.aatomic.timeline;

import static dev.aatomic.timeline.support.FiveConnections.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.Detail;
import dev.aatomic.timeline.internal.model.Outcome;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.internal.recording.RecordingReader;
import dev.aatomic.timeline.internal.statistics.Idlest;
import dev.aatomic.timeline.internal.statistics.PoolUse;
import dev.aatomic.timeline.support.EngineRecording;
import dev.aatomic.timeline.support.FiveConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of the real engine, starved by one of them: the picture says what happened. */
class EngineTest {

    private static final int CONNECTIONS = 5;
    private static final int HOLDERS = 4;
    private static final int WAITERS = 6;

    /** The recorder's clock and the test's may differ by so much. */
    private static final long CLOCKS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FiveConnections database = new FiveConnections();
    private final Transactions transactions = database.transactions();
    private final AtomicInteger statements = new AtomicInteger();

    @TempDir
    private Path folder;

    private Path recording = Path.of("");

    // What the test saw:
    private long starvedNanos;
    private long inDatabaseNanos;
    private long inCodeNanos;
    private long waitedNanos;
    private long queuedNanos;

    @BeforeEach
    void record() throws IOException {
        try (EngineRecording running = new EngineRecording()) {
            starve();
            recording = running.end(folder.resolve("engine.jfr"));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    // ---- what happens

    /** One block has a connection and does nothing with it, from before all others to after them. */
    private void starve() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        CompletableFuture<Integer> starver =
                transactions.atomic().named("starver").getStageAsync(() -> answer);
        Await.until("its body is over", () -> answer.getNumberOfDependents() > 0);
        long from = System.nanoTime();
        try {
            runBlocksOfAllKinds();
            starveTheRest();
            Await.value(transactions.autocommit(() -> transactions.submit(statement("select 1"))));
            starvedNanos = System.nanoTime() - from;
        } finally {
            answer.complete(1);
        }
        Await.value(starver);
    }

    private void runBlocksOfAllKinds() {
        AtomicInteger attempts = new AtomicInteger();
        Await.value(transactions
                .atomic()
                .named("retried")
                .retry(RetryPolicy.ofMaxAttempts(3).retryFor(IllegalStateException.class))
                .getStageAsync(() -> insert(1).thenApply(n -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException();
                    }
                    return n;
                })));
        CountDownLatch hooks = new CountDownLatch(2);
        Await.value(transactions.atomic().named("outer").getStageAsync(() -> {
            transactions.onCommit(hooks::countDown);
            return insert(2)
                    .thenCompose(n -> transactions
                            .atomic()
                            .named("inner")
                            .getStageAsync(() -> insert(3)
                                    .thenCompose(m -> transactions
                                            .atomic()
                                            .named("innermost")
                                            .getStageAsync(() -> insert(4)))))
                    .thenCompose(n -> transactions
                            .atomic()
                            .named("undone")
                            .getStageAsync(() -> CompletableFuture.<Boolean>failedFuture(new IOException())))
                    .exceptionally(failure -> true);
        }));
        Await.failure(transactions.atomic().named("failed").getStageAsync(() -> {
            transactions.onRollback(hooks::countDown);
            return insert(2);
        }));
        Await.latch(hooks);
        measureDatabaseAndCode();
    }

    private void measureDatabaseAndCode() {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(2);
        CompletableFuture<Integer> inDatabase = transactions
                .atomic()
                .named("in the database")
                .getStageAsync(() -> transactions.submit(connection -> {
                    reached.countDown();
                    Await.latch(goOn);
                    return 1;
                }));
        CompletableFuture<Integer> inCode = transactions
                .atomic()
                .named("in code")
                .getAsync(() -> {
                    reached.countDown();
                    Await.latch(goOn);
                    return 1;
                });
        Await.latch(reached);
        long from = System.nanoTime();
        Await.value(insertInBlock("beside", 5));
        long nanos = System.nanoTime() - from;
        goOn.countDown();
        Await.value(inDatabase);
        Await.value(inCode);
        inDatabaseNanos = nanos;
        inCodeNanos = nanos;
    }

    private void starveTheRest() {
        CountDownLatch holding = new CountDownLatch(HOLDERS);
        CompletableFuture<Integer> goOn = new CompletableFuture<>();
        List<CompletableFuture<?>> blocks = new ArrayList<>();
        for (int i = 0; i < HOLDERS; i++) {
            blocks.add(transactions.atomic().named("holder").getStageAsync(() -> {
                holding.countDown();
                return goOn;
            }));
        }
        Await.latch(holding);
        long queueing = System.nanoTime();
        for (int i = 0; i < WAITERS; i++) {
            blocks.add(insertInBlock("waiter", 10 + i));
        }
        CompletableFuture<Boolean> cancelled = insertInBlock("cancelled", 20);
        Await.until("all of them wait", () -> database.waiting() == WAITERS + 1);
        long from = System.nanoTime();
        cancelled.cancel(false);
        Await.until("one has left", () -> database.waiting() == WAITERS);
        waitedNanos = System.nanoTime() - from;
        goOn.complete(1);
        blocks.forEach(Await::value);
        queuedNanos = System.nanoTime() - queueing;
    }

    private CompletableFuture<Boolean> insertInBlock(String name, int value) {
        return transactions.atomic().named(name).getStageAsync(() -> insert(value));
    }

    private CompletableFuture<Boolean> insert(int value) {
        return transactions.submit(connection -> {
            statements.incrementAndGet();
            return statement("insert into entry values (" + value + ")").apply(connection);
        });
    }

    // ---- what the picture says of it

    @Test
    void showsEachBlockAndAttemptWithWhatBecameOfIt() throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        read().forEach(block ->
                counts.merge(block.name() + " " + block.outcome() + " " + block.attempt(), 1, Integer::sum));

        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("starver COMMITTED 1", 1),
                        Map.entry("retried ROLLED_BACK 1", 1),
                        Map.entry("retried COMMITTED 2", 1),
                        Map.entry("outer COMMITTED 1", 1),
                        Map.entry("failed ROLLED_BACK 1", 1),
                        Map.entry("in the database COMMITTED 1", 1),
                        Map.entry("in code COMMITTED 1", 1),
                        Map.entry("beside COMMITTED 1", 1),
                        Map.entry("holder COMMITTED 1", HOLDERS),
                        Map.entry("waiter COMMITTED 1", WAITERS),
                        Map.entry("cancelled ROLLED_BACK 1", 1)));
        assertThat(read().stream().map(Block::id)).doesNotHaveDuplicates();
        assertThat(Timeline.write(List.of(recording), folder.resolve("page.html")))
                .isEqualTo(read().size());
    }

    @Test
    void putsBlocksOnTheFiveConnectionsAndNoTwoOnOneAtOnce() throws IOException {
        List<Block> held = read().stream().filter(Block::held).toList();

        assertThat(held.stream().map(Block::connection).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, CONNECTIONS).boxed().toList());
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            int wanted = connection;
            List<Block> inOrder = held.stream()
                    .filter(block -> block.connection() == wanted)
                    .sorted(Comparator.comparingLong(Block::connected))
                    .toList();
            for (int i = 1; i < inOrder.size(); i++) {
                assertThat(inOrder.get(i).connected())
                        .as("%s after %s", inOrder.get(i), inOrder.get(i - 1))
                        .isGreaterThanOrEqualTo(inOrder.get(i - 1).returned());
            }
        }
        assertThat(read().stream().filter(block -> !block.held()))
                .extracting(Block::name, Block::connection, Block::waitOutcome)
                .containsExactly(tuple("cancelled", Event.NOT_OF_POOL, "CANCELLED"));
    }

    @Test
    void showsWhoHeldAConnectionIdle() throws IOException {
        List<Block> blocks = read();

        Idlest.Entry idlest = Idlest.of(blocks, 1).entries().get(0);

        assertThat(blocks.get(idlest.block()).name()).isEqualTo("starver");
        assertThat(idlest.nanos()).isGreaterThanOrEqualTo(starvedNanos - CLOCKS);
        for (Block block : named("holder")) {
            assertThat(block.total(PartKind.IDLE)).isBetween(waitedNanos - CLOCKS, starvedNanos + CLOCKS);
        }
    }

    @Test
    void showsWhoWaited() throws IOException {
        List<Block> blocks = read();

        for (Block block : named("waiter")) {
            assertThat(block.total(PartKind.WAITING)).isBetween(waitedNanos - CLOCKS, queuedNanos + CLOCKS);
        }
        long length = blocks.stream().mapToLong(Block::end).max().orElseThrow();
        PoolUse use = PoolUse.of(blocks, length, 600);
        assertThat(IntStream.of(use.held()).max()).hasValue(CONNECTIONS);
        assertThat(IntStream.of(use.waiting()).max()).hasValue(WAITERS + 1);
    }

    @Test
    void dividesTheTimeOfEachBlock() throws IOException {
        assertThat(named("in the database").get(0).total(PartKind.DATABASE))
                .isGreaterThanOrEqualTo(inDatabaseNanos - CLOCKS);
        assertThat(named("in code").get(0).total(PartKind.BODY)).isGreaterThanOrEqualTo(inCodeNanos - CLOCKS);
        for (Block block : read()) {
            long parts = block.total(PartKind.DATABASE)
                    + block.total(PartKind.BODY)
                    + block.total(PartKind.IDLE)
                    + block.parts().stream()
                            .filter(part -> part.kind() == PartKind.HOOK && part.start() < block.returned())
                            .mapToLong(part -> part.nanos())
                            .sum();
            assertThat(parts).as("%s", block).isEqualTo(block.returned() - block.connected());
        }
    }

    @Test
    void showsWhatHappenedInABlock() throws IOException {
        assertThat(named("outer").get(0).nested())
                .extracting(Detail.Nested::name, Detail.Nested::depth, Detail.Nested::outcome)
                .containsExactlyInAnyOrder(
                        tuple("inner", 1, Outcome.COMMITTED),
                        tuple("innermost", 2, Outcome.COMMITTED),
                        tuple("undone", 1, Outcome.ROLLED_BACK));
        assertThat(read().stream().flatMap(block -> block.hooks().stream()).map(Detail.Hook::kind))
                .containsExactlyInAnyOrder("onCommit", "onRollback");
        assertThat(named("outer").get(0).hooks()).hasSize(1);
        // Without a statement there is no transaction to end.
        int withStatements = WAITERS
                + named("retried").size()
                - 1
                + named("outer").size()
                + named("beside").size();
        assertThat(operations("commit")).isEqualTo(withStatements);
        assertThat(operations("statement")).isEqualTo(statements.get());
    }

    private long operations(String operation) throws IOException {
        return read().stream()
                .flatMap(block -> block.steps().stream())
                .filter(step -> step.operation().equals(operation))
                .count();
    }

    private List<Block> named(String name) throws IOException {
        List<Block> found =
                read().stream().filter(block -> block.name().equals(name)).toList();
        assertThat(found).as(name).isNotEmpty();
        return found;
    }

    private List<Block> read() throws IOException {
        return BlockAssembler.assemble(RecordingReader.read(List.of(recording))).all();
    }
}
