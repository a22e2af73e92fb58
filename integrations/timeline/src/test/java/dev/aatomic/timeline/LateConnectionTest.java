package dev.aatomic.timeline;

import static dev.aatomic.timeline.support.FiveConnections.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.Part;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.RecordingReader;
import dev.aatomic.timeline.support.EngineRecording;
import dev.aatomic.timeline.support.FiveConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of the real engine that take their connection with the first statement, drawn by what the recording has of them. */
class LateConnectionTest {

    private static final int CONNECTIONS = 5;

    /** For how long the block has not asked yet, which the clocks' difference must not hide. */
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(10);

    /** The recorder's clock and the test's may differ by so much. */
    private static final long CLOCKS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FiveConnections database = new FiveConnections();
    private final Transactions transactions = database.transactions();

    @TempDir
    private Path folder;

    // What the test saw:
    private long withoutNanos;
    private long askedNanos;

    @AfterEach
    void close() {
        database.close();
    }

    static List<List<String>> recordings() {
        return List.of(
                List.of("Transaction"),
                List.of("Transaction", "Body"),
                List.of("Transaction", "ConnectionWait"),
                List.of("Transaction", "ConnectionWait", "Body", "Step"));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theWaitBeginsWithTheFirstStatement(List<String> events) throws IOException {
        Map<String, Block> blocks = record(events);

        Block late = named(blocks, "late");
        List<Part> waits = late.parts().stream()
                .filter(part -> part.kind() == PartKind.WAITING)
                .toList();
        assertThat(waits).hasSize(1);
        assertThat(waits.get(0).start() - late.opened()).isGreaterThanOrEqualTo(withoutNanos - CLOCKS);
        assertThat(waits.get(0).end()).isEqualTo(late.connected());
        assertThat(waits.get(0).nanos()).isBetween(1L, askedNanos + CLOCKS);
        assertThat(late.held()).isTrue();
        // It had what one of the others gave back.
        assertThat(blocks.values().stream().filter(block -> block.name().startsWith("holder")))
                .filteredOn(block -> block.connection() == late.connection())
                .singleElement()
                .satisfies(holder -> assertThat(late.connected()).isGreaterThanOrEqualTo(holder.returned() - CLOCKS));

        Block none = named(blocks, "none");
        assertThat(none.held()).isFalse();
        assertThat(none.total(PartKind.WAITING)).isZero();
    }

    private static Block named(Map<String, Block> blocks, String name) {
        Block found = blocks.get(name);
        assertThat(found).as(name).isNotNull();
        return found;
    }

    private Map<String, Block> record(List<String> events) throws IOException {
        try (EngineRecording running = new EngineRecording(events)) {
            run();
            Path recording = running.end(folder.resolve("late.jfr"));
            return BlockAssembler.assemble(RecordingReader.read(List.of(recording))).all().stream()
                    .collect(Collectors.toMap(Block::name, Function.identity()));
        }
    }

    /** A block begins while all connections are free, and asks for one while none is. */
    private void run() {
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> late = transactions
                .atomic()
                .named("late")
                .connection(ConnectionAcquisition.LAZY)
                .getStageAsync(() -> {
                    begun.countDown();
                    return transactions
                            .bind(goOn)
                            .thenCompose(go -> transactions.submit(statement("insert into entry values (1)")));
                });
        Await.latch(begun);
        long from = System.nanoTime();
        Await.value(transactions
                .atomic()
                .named("none")
                .connection(ConnectionAcquisition.LAZY)
                .runAsync(() -> {}));

        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        List<CompletableFuture<Boolean>> holders = new ArrayList<>();
        CountDownLatch holding = new CountDownLatch(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            holders.add(transactions.atomic().named("holder " + i).getStageAsync(() -> {
                holding.countDown();
                return gate;
            }));
        }
        Await.latch(holding);
        Await.until("time passes", () -> System.nanoTime() - from > APART);
        withoutNanos = System.nanoTime() - from;
        long asking = System.nanoTime();
        goOn.complete(true);
        Await.until("it waits", () -> database.waiting() == 1);
        gate.complete(true);
        holders.forEach(Await::value);
        Await.value(late);
        askedNanos = System.nanoTime() - asking;
    }
}
