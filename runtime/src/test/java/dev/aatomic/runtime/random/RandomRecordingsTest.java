package dev.aatomic.runtime.random;

import static dev.aatomic.runtime.support.FlightRecording.BODY;
import static dev.aatomic.runtime.support.FlightRecording.CONNECTION_WAIT;
import static dev.aatomic.runtime.support.FlightRecording.HOOK;
import static dev.aatomic.runtime.support.FlightRecording.NESTED_BLOCK;
import static dev.aatomic.runtime.support.FlightRecording.STEP;
import static dev.aatomic.runtime.support.FlightRecording.TRANSACTION;
import static dev.aatomic.runtime.support.FlightRecording.one;
import static dev.aatomic.runtime.support.FlightRecording.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.FlightRecording;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ToldBlock;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Blocks of every form, nested, on connections of their own, failing, cancelled and with hooks, at random and many at a time, while they
 * are recorded: what the recording says of them is what their own code, the driver and the database have counted. Runs for
 * {@code -Daatomic.stress.seconds} on each database, one by default.
 */
@Tag("observability")
final class RandomRecordingsTest {

    private static final int ROOTS = 16;
    private static final int DEEPEST = 3;
    private static final int CONNECTIONS = 3;

    /** More than a block writes. */
    private static final int VALUES = 1000;

    private static final long SECONDS = Long.getLong("aatomic.stress.seconds", 1);
    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_260_101L);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger numbers = new AtomicInteger();

    /** One round: its blocks, all of which must end. */
    private final class Round {

        private final Transactions transactions;
        private final Queue<ToldBlock> blocks = new ConcurrentLinkedQueue<>();

        Round(Transactions transactions) {
            this.transactions = transactions;
        }

        private ToldBlock add(ToldBlock parent, boolean savepoint) {
            ToldBlock block = new ToldBlock(numbers.incrementAndGet(), parent, savepoint);
            blocks.add(block);
            return block;
        }

        void start(Random random) {
            ToldBlock block = add(null, true);
            Atomic atomic = transactions.atomic().named(block.name());
            switch (random.nextInt(3)) {
                case 0 -> started(random, block, atomic.getStageAsync(() -> body(block, random)));
                case 1 ->
                    started(
                            random,
                            block,
                            atomic.getAsync(() -> body(block, random).join()));
                default ->
                    fixtures.foreign().execute(() -> {
                        try {
                            atomic.run(() -> body(block, random).join());
                            block.ended(null, null);
                        } catch (Throwable failure) {
                            block.ended(null, failure);
                        }
                    });
            }
        }

        private CompletableFuture<Integer> started(Random random, ToldBlock block, CompletableFuture<Integer> future) {
            CompletableFuture<Integer> end = after(block.parent(), future, (value, failure) -> {
                block.ended(value, failure);
                return 1;
            });
            if (random.nextInt(6) == 0) {
                int pause = random.nextInt(20_000);
                fixtures.foreign().execute(() -> {
                    for (int i = 0; i < pause && !future.isDone(); i++) {
                        Thread.onSpinWait();
                    }
                    block.cancel(future);
                });
            }
            return end;
        }

        /** Attaches code to what runs in a block, if it is one. */
        private CompletableFuture<Integer> after(
                ToldBlock block, CompletableFuture<Integer> future, BiFunction<Integer, Throwable, Integer> code) {
            return future.handle((value, failure) -> {
                if (block != null) {
                    block.runs().incrementAndGet();
                }
                return code.apply(value, failure);
            });
        }

        private CompletableFuture<Integer> then(
                ToldBlock block,
                CompletableFuture<Integer> future,
                Function<Integer, CompletableFuture<Integer>> code) {
            return future.thenCompose(value -> {
                block.runs().incrementAndGet();
                return code.apply(value);
            });
        }

        private CompletableFuture<Integer> body(ToldBlock block, Random random) throws IOException {
            block.bodies().incrementAndGet();
            block.runs().incrementAndGet();
            CompletableFuture<Integer> chain = write(block);
            for (int i = random.nextInt(5); i > 0; i--) {
                Random own = new Random(random.nextLong());
                chain = then(block, chain, ignored -> act(block, own));
            }
            if (random.nextInt(12) == 0) {
                throw new IOException("body");
            }
            return chain;
        }

        private CompletableFuture<Integer> write(ToldBlock block) {
            int value = block.number() * VALUES + block.written().size();
            block.written().add(value);
            return transactions.submit(Sql.update("insert into entry values (" + value + ")"));
        }

        private CompletableFuture<Integer> act(ToldBlock block, Random random) {
            return switch (random.nextInt(block.depth() == DEEPEST ? 6 : 10)) {
                case 0, 1 -> write(block);
                case 2 -> transactions.bind(fixtures.foreign().later(1));
                case 3 -> hook(block, random);
                case 4 -> fail(block, random);
                case 5 ->
                    transactions.submit(connection -> {
                        Sql.update(connection, "update entry set v = v where v = " + block.number() * VALUES);
                        return Sql.update(connection, "update entry set v = v where v = " + block.number() * VALUES);
                    });
                case 6, 7 -> nested(block, random);
                case 8 -> beside(block, random);
                default -> outside(block, random);
            };
        }

        private CompletableFuture<Integer> nested(ToldBlock block, Random random) {
            boolean savepoint = random.nextInt(4) != 0;
            ToldBlock child = add(block, savepoint);
            Random own = new Random(random.nextLong());
            return started(
                    random,
                    child,
                    transactions
                            .atomic()
                            .named(child.name())
                            .savepoint(savepoint)
                            .getStageAsync(() -> body(child, own)));
        }

        private CompletableFuture<Integer> beside(ToldBlock block, Random random) {
            List<CompletableFuture<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(nested(block, random));
            }
            return transactions.bind(CompletableFuture.allOf(children.toArray(CompletableFuture[]::new))
                    .handle((value, failure) -> 1));
        }

        /** On a connection of its own. Where all wait for each other it is refused, and so is told. */
        private CompletableFuture<Integer> outside(ToldBlock block, Random random) {
            ToldBlock other = add(null, true);
            other.openedInside();
            CompletableFuture<Integer> future = transactions
                    .atomic()
                    .named(other.name())
                    .propagation(Propagation.REQUIRES_NEW)
                    .getStageAsync(() -> {
                        other.bodies().incrementAndGet();
                        other.runs().incrementAndGet();
                        return write(other);
                    });
            return after(block, future, (value, failure) -> {
                other.ended(value, failure);
                return 1;
            });
        }

        private CompletableFuture<Integer> hook(ToldBlock block, Random random) {
            boolean fails = random.nextInt(8) == 0;
            transactions.onCommitRobust(() -> ran(block, fails));
            transactions.onRollback(() -> ran(block, fails));
            return CompletableFuture.completedFuture(1);
        }

        private void ran(ToldBlock block, boolean fails) throws IOException {
            block.hooks().incrementAndGet();
            if (fails) {
                block.failedHooks().incrementAndGet();
                throw new IOException("hook");
            }
        }

        private CompletableFuture<Integer> fail(ToldBlock block, Random random) {
            CompletableFuture<Integer> bad;
            switch (random.nextInt(5)) {
                case 0:
                    return bad(block);
                case 1:
                    bad = bad(block);
                    return after(block, bad, (value, failure) -> 1);
                case 2:
                    return CompletableFuture.failedFuture(new IOException("stage"));
                case 3:
                    transactions.setRollbackOnly(true);
                    block.askForRollback();
                    return CompletableFuture.completedFuture(1);
                default:
                    return write(block);
            }
        }

        private CompletableFuture<Integer> bad(ToldBlock block) {
            return transactions.submit(
                    Sql.update("insert into no_such_table values (" + block.number() * VALUES + ")"));
        }

        boolean isRecorded(List<RecordedEvent> events) {
            Map<String, Long> bodies = only(events, BODY).stream()
                    .collect(Collectors.groupingBy(event -> event.getString("name"), Collectors.counting()));
            return blocks.stream()
                    .allMatch(block -> bodies.getOrDefault(block.name(), 0L)
                            >= block.runs().get());
        }

        boolean isOver() {
            return blocks.stream().allMatch(block -> block.end().isDone());
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void recordingSaysWhatHappened(Server server) {
        PooledDatabase database = fixtures.database(server, CONNECTIONS);
        Transactions transactions = fixtures.transactions(database);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (long seed = SEED; System.nanoTime() < deadline; seed++) {
            try {
                round(new Random(seed), database, transactions);
            } catch (Throwable failure) {
                throw new AssertionError("Failed with -Daatomic.stress.seed=" + seed, failure);
            }
        }
    }

    private void round(Random random, PooledDatabase database, Transactions transactions) {
        database.execute("delete from entry");
        database.source().reset();
        Round round = new Round(transactions);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            for (int i = 0; i < ROOTS; i++) {
                round.start(new Random(random.nextLong()));
            }
            Await.until("every block has ended", round::isOver);
            Await.until("no connection is out", () -> database.source().open() == 0);
            // The code that ran last may not have returned.
            Await.until("all that ran is recorded", () -> round.isRecorded(recording.soFar()));
            events = recording.end();
        }
        List<JdbcCall> calls = database.source().calls();

        assertBlocks(round.blocks, events, Set.copyOf(database.rows()));
        assertConnections(events);
        for (ToldBlock block : round.blocks) {
            if (block.parent() == null && isOpened(block, events)) {
                assertTree(block, round.blocks, events, calls);
            }
        }
        assertThat(count(events, "commit")).as("COMMIT").isEqualTo(calls(calls, "Connection.commit"));
        assertThat(count(events, "rollback")).as("ROLLBACK").isEqualTo(calls(calls, "Connection.rollback"));
        assertThat(only(events, CONNECTION_WAIT).stream()
                        .filter(wait -> wait.getString("outcome").equals("GRANTED")))
                .hasSize((int) calls(calls, "DataSource.getConnection"));
    }

    private static long count(List<RecordedEvent> events, String operation) {
        return only(events, STEP).stream()
                .filter(step -> step.getString("operation").equals(operation))
                .count();
    }

    private static long calls(List<JdbcCall> calls, String name) {
        return calls.stream().filter(call -> call.isWith(name, null)).count();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String type, ToldBlock block) {
        return only(events, type).stream()
                .filter(event -> event.getString("name").equals(block.name()))
                .toList();
    }

    /** One that was to be opened where nothing is accepted any more is not told of. */
    private static boolean isOpened(ToldBlock root, List<RecordedEvent> events) {
        return !root.isInside()
                || root.bodies().get() > 0
                || !named(events, TRANSACTION, root).isEmpty();
    }

    /** Each block with its outcome and its place in the tree; and what these say is committed is. */
    private static void assertBlocks(Collection<ToldBlock> blocks, List<RecordedEvent> events, Set<Integer> rows) {
        Set<String> kept = new HashSet<>();
        for (ToldBlock block : blocks) {
            if (!isOpened(block.root(), events)) {
                continue;
            }
            RecordedEvent whole = one(events, TRANSACTION, "name", block.root().name());
            RecordedEvent told = whole;
            if (block.parent() != null) {
                List<RecordedEvent> nested = named(events, NESTED_BLOCK, block);
                assertThat(nested)
                        .as("events of %s", block)
                        .hasSizeBetween(block.bodies().get(), 1);
                if (nested.isEmpty()) {
                    continue;
                }
                told = nested.get(0);
                assertThat(told.getInt("depth")).as("%s", block).isEqualTo(block.depth());
                assertThat(told.getBoolean("savepoint") && !block.wantsSavepoint())
                        .as("savepoint of %s", block)
                        .isFalse();
                assertThat(told.getStartTime()).isBetween(whole.getStartTime(), whole.getEndTime());
            }
            assertThat(told.getLong("block")).isEqualTo(whole.getLong("block"));
            assertThat(told.getString("outcome"))
                    .as("%s", block)
                    .isEqualTo(block.endedWell() ? "COMMITTED" : "ROLLED_BACK");
            if (told.getString("outcome").equals("COMMITTED")) {
                kept.add(block.name());
            }
        }
        assertThat(only(events, TRANSACTION).stream().map(event -> event.getLong("block")))
                .doesNotHaveDuplicates();
        for (ToldBlock block : blocks) {
            boolean isKept = true;
            for (ToldBlock around = block; around != null; around = around.parent()) {
                isKept &= kept.contains(around.name());
            }
            boolean isThere = isKept;
            assertThat(block.written().stream().filter(value -> rows.contains(value) != isThere))
                    .as("rows of %s, which is %skept", block, isKept ? "" : "not ")
                    .isEmpty();
        }
    }

    private static void assertConnections(List<RecordedEvent> events) {
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            List<FlightRecording.Held> held = FlightRecording.held(events, connection);
            for (int i = 1; i < held.size(); i++) {
                assertThat(held.get(i).from()).isAfterOrEqualTo(held.get(i - 1).to());
            }
        }
        for (RecordedEvent whole : only(events, TRANSACTION)) {
            RecordedEvent wait = one(events, CONNECTION_WAIT, "name", whole.getString("name"));
            assertThat(wait.getLong("block")).isEqualTo(whole.getLong("block"));
            assertThat(whole.getInt("connection") >= 0)
                    .as("%s", whole)
                    .isEqualTo(wait.getString("outcome").equals("GRANTED"));
        }
    }

    /** What ran for one outermost block. */
    private static void assertTree(
            ToldBlock root, Collection<ToldBlock> all, List<RecordedEvent> events, List<JdbcCall> calls) {
        List<ToldBlock> tree =
                all.stream().filter(block -> block.root() == root).toList();
        RecordedEvent whole = one(events, TRANSACTION, "name", root.name());
        List<RecordedEvent> own = events.stream()
                .filter(event -> event.getLong("block") == whole.getLong("block"))
                .toList();
        Set<Integer> numbers = new HashSet<>();
        tree.forEach(block -> numbers.add(block.number()));

        List<RecordedEvent> statements = only(own, STEP).stream()
                .filter(step -> step.getString("operation").equals("statement"))
                .toList();
        assertThat(statements).as("statements of %s", root).hasSize((int) calls.stream()
                .filter(JdbcCall::isExecution)
                .filter(call -> numbers.contains(numberIn(call)))
                .count());
        for (int i = 1; i < statements.size(); i++) {
            assertThat(statements.get(i).getStartTime())
                    .isAfterOrEqualTo(statements.get(i - 1).getEndTime());
        }
        assertThat(only(own, HOOK))
                .as("hooks of %s", root)
                .hasSize(sum(tree, ToldBlock::hooks))
                .allSatisfy(hook -> assertThat(hook.getStartTime()).isAfterOrEqualTo(whole.getEndTime()));
        assertThat(only(own, HOOK).stream().filter(hook -> hook.getBoolean("failed")))
                .as("failed hooks of %s", root)
                .hasSize(sum(tree, ToldBlock::failedHooks));
        // What was attached to a stage that is cancelled just now may be begun, and then not called.
        boolean isCut = tree.stream().anyMatch(ToldBlock::isCancelled);
        for (ToldBlock block : tree) {
            int most = isCut ? Integer.MAX_VALUE : block.runs().get();
            assertThat(named(own, BODY, block))
                    .as("runs of %s", block)
                    .hasSizeBetween(block.runs().get(), most);
        }
    }

    private static int sum(List<ToldBlock> tree, Function<ToldBlock, AtomicInteger> counted) {
        return tree.stream().mapToInt(block -> counted.apply(block).get()).sum();
    }

    /** The number of the block whose statement it is; 0 for a statement of the engine's. */
    private static int numberIn(JdbcCall call) {
        String digits =
                String.valueOf(call.argument()).replaceAll("^.*\\D(?=\\d)", "").replaceAll("\\D", "");
        boolean isOurs = String.valueOf(call.argument()).matches("(insert|update) .*");
        return isOurs ? Integer.parseInt(digits) / VALUES : 0;
    }
}
