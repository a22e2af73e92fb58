package dev.aatomic.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Blocks are opened, nested, ended and cancelled at random. After each of these the list of open blocks is what a model says, and what the
 * pool and the database say of their connections; and no list that is made meanwhile contradicts itself.
 */
@Tag("observability")
final class RandomHoldersTest {

    private static final long SEED = Long.getLong("aatomic.stress.seed", 20_261_129L);
    private static final int CONNECTIONS = 3;
    private static final int ACTIONS = 60;
    private static final int ROUNDS = 4;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    /** An outermost block of the model. */
    private final class Modelled {

        private final String name;
        private final CompletableFuture<Integer> gate = new CompletableFuture<>();
        private final boolean nests;
        private final CompletableFuture<Integer> block;

        Modelled(String name, boolean nests) {
            this.name = name;
            this.nests = nests;
            this.block = transactions
                    .atomic()
                    .named(name)
                    .getStageAsync(() ->
                            marked().thenCompose(n -> nests ? transactions.bind(nested()) : transactions.bind(gate)));
        }

        /** Has the database know the transaction by the name of its block. */
        private CompletableFuture<Integer> marked() {
            return transactions.submit(connection -> {
                if (database.server() == Server.POSTGRES) {
                    try (PreparedStatement statement =
                            connection.prepareStatement("select set_config('application_name', ?, true)")) {
                        statement.setString(1, label());
                        statement.execute();
                    }
                }
                return 1;
            });
        }

        private CompletableFuture<Integer> nested() {
            return transactions.atomic().named(name + "-nested").getStageAsync(() -> gate);
        }

        private String label() {
            return database.schema() + "-" + name;
        }
    }

    // ---- the model

    private final List<Modelled> holding = new ArrayList<>();
    private final List<Modelled> waiting = new ArrayList<>();
    private int named;

    private void open(Random random) {
        Modelled opened = new Modelled("block" + named++, random.nextInt(3) == 0);
        (holding.size() < CONNECTIONS ? holding : waiting).add(opened);
    }

    private void passOn() {
        if (!waiting.isEmpty() && holding.size() < CONNECTIONS) {
            holding.add(waiting.remove(0));
        }
    }

    private void end(Random random) {
        Modelled ended = holding.remove(random.nextInt(holding.size()));
        passOn();
        if (random.nextBoolean()) {
            ended.gate.complete(1);
            Await.value(ended.block);
        } else if (random.nextBoolean()) {
            ended.gate.completeExceptionally(new IllegalStateException("body"));
            Await.end(ended.block);
        } else {
            ended.block.cancel(true);
            Await.end(ended.block);
        }
    }

    private void leaveTheQueue(Random random) {
        Modelled left = waiting.remove(random.nextInt(waiting.size()));
        left.block.cancel(true);
        Await.end(left.block);
    }

    private void act(Random random) {
        int choice = random.nextInt(5);
        if (choice < 2 && !holding.isEmpty()) {
            end(random);
        } else if (choice == 2 && !waiting.isEmpty()) {
            leaveTheQueue(random);
        } else {
            open(random);
        }
    }

    // ---- what is seen

    private DatabaseBlocks look() {
        return transactions.blocks().database("default");
    }

    private static Set<String> holders(DatabaseBlocks blocks) {
        return blocks.blocks().stream()
                .filter(BlockEntry::isHolding)
                .map(BlockEntry::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> waiting(DatabaseBlocks blocks) {
        return blocks.blocks().stream()
                .filter(entry -> entry.state() == BlockState.WAITING_FOR_CONNECTION)
                .map(BlockEntry::name)
                .toList();
    }

    private boolean isSettled(DatabaseBlocks blocks) {
        return blocks.blocks().stream()
                .allMatch(entry -> entry.state() == BlockState.IDLE
                        || entry.state() == BlockState.AROUND_NESTED
                        || entry.state() == BlockState.WAITING_FOR_CONNECTION);
    }

    private void assertIsTheModel() {
        Set<String> expected = holding.stream().map(each -> each.name).collect(Collectors.toCollection(TreeSet::new));
        List<String> queue = waiting.stream().map(each -> each.name).toList();
        Await.until("held by " + expected + ", waited for by " + queue, () -> {
            DatabaseBlocks seen = look();
            return isSettled(seen)
                    && holders(seen).equals(expected)
                    && waiting(seen).equals(queue)
                    && seen.blocks().size() == expected.size() + queue.size() + nestedOnes();
        });
        DatabaseBlocks seen = look();
        Map<String, BlockEntry> byName = new TreeMap<>();
        seen.blocks().forEach(entry -> byName.put(entry.name(), entry));
        for (Modelled each : holding) {
            BlockEntry entry = byName.get(each.name);
            assertThat(entry.state()).isEqualTo(each.nests ? BlockState.AROUND_NESTED : BlockState.IDLE);
            if (each.nests) {
                BlockEntry nested = byName.get(each.name + "-nested");
                assertThat(nested.id()).isEqualTo(entry.id());
                assertThat(nested.depth()).isOne();
                assertThat(nested.state()).isEqualTo(BlockState.IDLE);
            }
        }
        assertThat(database.active()).as("connections out of the pool").isEqualTo(expected.size());
        if (database.server() == Server.POSTGRES) {
            assertThat(openOnTheServer()).isEqualTo(expected.size());
        }
    }

    private long nestedOnes() {
        return holding.stream().filter(each -> each.nests).count();
    }

    /** How many transactions of these names the server has open. */
    private int openOnTheServer() {
        String names =
                holding.stream().map(each -> "'" + each.label() + "'").collect(Collectors.joining(", ", "('', ", ")"));
        String all = holding.isEmpty() ? "('')" : names;
        return database.integers("select count(*) from pg_stat_activity where state = 'idle in transaction'"
                        + " and application_name in " + all)
                .get(0);
    }

    /** What must hold of each list, whenever it is made. */
    private static void assertConsistent(DatabaseBlocks seen) {
        List<BlockEntry> held = seen.blocks().stream()
                .filter(entry -> entry.connection().isPresent())
                .toList();
        assertThat(held).hasSize(seen.held());
        assertThat(held.stream().map(entry -> entry.connection().getAsInt()).distinct())
                .hasSize(held.size())
                .allMatch(slot -> slot >= 0 && slot < seen.connections());
        assertThat(waiting(seen)).hasSize(seen.waiting());
        if (seen.waiting() > 0) {
            assertThat(seen.held()).isEqualTo(seen.connections());
        }
        List<BlockReference> holders = held.stream()
                .map(entry -> new BlockReference(entry.id(), entry.name(), 0))
                .toList();
        assertThat(seen.blocks())
                .filteredOn(entry -> entry.state() == BlockState.WAITING_FOR_CONNECTION)
                .allMatch(entry -> entry.waitsFor().equals(holders));
        Set<Long> outermost = new HashSet<>();
        assertThat(seen.blocks()).filteredOn(entry -> entry.depth() == 0).allMatch(entry -> outermost.add(entry.id()));
        assertThat(seen.blocks())
                .filteredOn(entry -> entry.depth() > 0)
                .allMatch(entry -> outermost.contains(entry.id()));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void listIsWhatTheModelThePoolAndTheServerSay(Server server) {
        database = fixtures.database(server, CONNECTIONS);
        transactions = fixtures.transactions(database);
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            try {
                for (int action = 0; action < ACTIONS; action++) {
                    act(random);
                    assertIsTheModel();
                }
            } catch (AssertionError failure) {
                throw new AssertionError("Failed with -Daatomic.stress.seed=" + seed, failure);
            }
        }
        endAll();
    }

    private void endAll() {
        waiting.forEach(each -> each.block.cancel(true));
        waiting.forEach(each -> Await.end(each.block));
        holding.forEach(each -> each.gate.complete(1));
        holding.forEach(each -> Await.value(each.block));
        Await.until("all have ended", () -> look().blocks().isEmpty());
    }

    @Test
    void noListContradictsItself() {
        database = fixtures.database(Server.H2, CONNECTIONS);
        transactions = fixtures.transactions(database);
        CompletableFuture<Integer> over = new CompletableFuture<>();
        CompletableFuture<Integer> looks = fixtures.foreign().call(() -> {
            int made = 0;
            while (!over.isDone()) {
                assertConsistent(look());
                made++;
            }
            return made;
        });
        Random random = new Random(SEED);

        for (int burst = 0; burst < 200 && !looks.isDone(); burst++) {
            List<CompletableFuture<Integer>> blocks = new ArrayList<>();
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                boolean nests = random.nextBoolean();
                blocks.add(transactions
                        .atomic()
                        .named("block" + i)
                        .getStageAsync(() -> nests
                                ? transactions
                                        .atomic()
                                        .named("nested")
                                        .getStageAsync(() -> transactions.submit(connection -> 1))
                                : transactions.submit(connection -> 2)));
            }
            blocks.get(random.nextInt(blocks.size())).cancel(true);
            blocks.forEach(Await::end);
        }
        over.complete(1);

        assertThat(Await.value(looks)).isGreaterThan(10);
        Await.until("all have ended", () -> look().blocks().isEmpty());
    }
}
