package dev.aatomic.runtime.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G14: which databases are stuck. */
@Tag("G14")
final class WaitForGraphTest {

    private static WaitForGraph.Pool<String> pool(String database, List<String> holders, String... heldUp) {
        return new WaitForGraph.Pool<>(database, false, holders, Set.of(heldUp));
    }

    private static List<String> stuck(List<WaitForGraph.Pool<String>> pools) {
        return WaitForGraph.stuck(pools, List.of()).pools().stream()
                .map(WaitForGraph.Pool::database)
                .toList();
    }

    @Test
    void freeConnectionIsNotStuck() {
        assertThat(stuck(List.of(new WaitForGraph.Pool<>("a", true, List.of("outer"), Set.of("outer")))))
                .isEmpty();
    }

    @Test
    void onlyHolderHeldUpByWaiterIsStuck() {
        assertThat(stuck(List.of(pool("a", List.of("outer"), "outer")))).containsExactly("a");
    }

    @Test
    void waiterThatBelongsToNobodyHoldsUpNobody() {
        assertThat(stuck(List.of(pool("a", List.of("outer"))))).isEmpty();
    }

    @Test
    void oneHolderThatGoesOnIsEnough() {
        assertThat(stuck(List.of(pool("a", List.of("outer", "other"), "outer"))))
                .isEmpty();
    }

    @Test
    void twoDatabasesThatCrossAreStuck() {
        assertThat(stuck(List.of(pool("a", List.of("one"), "two"), pool("b", List.of("two"), "one"))))
                .containsExactly("a", "b");
    }

    @Test
    void chainThatEndsAtRunningHolderIsNotStuck() {
        assertThat(stuck(List.of(
                        pool("a", List.of("one"), "zero"),
                        pool("b", List.of("two"), "one"),
                        pool("c", List.of("three"), "two"))))
                .isEmpty();
    }

    @Test
    void databaseThatNobodyWaitsForIsNotStuck() {
        assertThat(stuck(List.of(pool("a", List.of("outer"), "outer"), pool("b", List.of("outer")))))
                .containsExactly("a");
    }

    @Test
    void databaseOutsideTheCircleIsNotStuck() {
        assertThat(stuck(List.of(pool("a", List.of("outer"), "outer"), pool("b", List.of("running"), "outer"))))
                .containsExactly("a");
    }

    @Test
    void oneMoreWaiterClosesTheCircle() {
        WaitForGraph.Pool<String> open = pool("a", List.of("one", "two"), "one");

        assertThat(stuck(List.of(open))).isEmpty();
        assertThat(stuck(List.of(open.withWaiter(List.of("two"))))).containsExactly("a");
        assertThat(open.heldUp()).containsExactly("one");
    }

    private static WaitForGraph.Queued<String> queued(String waiting, List<String> behind, String... heldUp) {
        return new WaitForGraph.Queued<>(waiting, behind, Set.of(heldUp));
    }

    @Test
    void f6GateAndPoolThatWaitForEachOtherAreStuck() {
        // A block of the pool's only holder is queued behind a child that waits for the pool.
        WaitForGraph.Stuck<String> stuck = WaitForGraph.stuck(
                List.of(pool("right", List.of("holder"), "child", "outer")),
                List.of(queued("nested", List.of("child"), "holder", "outer")));

        assertThat(stuck.hasPool("right")).isTrue();
        assertThat(stuck.hasQueued("nested")).isTrue();
        assertThat(stuck.hasPool("left")).isFalse();
        assertThat(stuck.hasQueued("other")).isFalse();
    }

    @Test
    void f6GateWhoseBlocksGoOnFreesThePoolBehindIt() {
        WaitForGraph.Stuck<String> stuck = WaitForGraph.stuck(
                List.of(pool("right", List.of("holder"), "outer")),
                List.of(queued("nested", List.of("child"), "holder", "outer")));

        assertThat(stuck.pools()).isEmpty();
        assertThat(stuck.queued()).isEmpty();
    }

    @Test
    void f6GateIsStuckIfOneOfTheBlocksItWaitsBehindIs() {
        assertThat(WaitForGraph.stuck(
                                List.of(pool("right", List.of("holder"), "grandchild", "child", "outer")),
                                List.of(queued("nested", List.of("grandchild", "child"), "holder", "outer")))
                        .queued())
                .hasSize(1);
    }

    @Test
    void f6GatesThatWaitForEachOtherAreStuckWithoutAnyPool() {
        assertThat(WaitForGraph.stuck(
                                List.<WaitForGraph.Pool<String>>of(),
                                List.of(queued("one", List.of("b"), "a"), queued("two", List.of("a"), "b")))
                        .queued())
                .hasSize(2);
    }

    @Test
    void f6FreeConnectionFreesTheGateToo() {
        WaitForGraph.Stuck<String> stuck = WaitForGraph.stuck(
                List.of(new WaitForGraph.Pool<>("right", true, List.of("holder"), Set.of("child", "outer"))),
                List.of(queued("nested", List.of("child"), "holder", "outer")));

        assertThat(stuck.pools()).isEmpty();
        assertThat(stuck.queued()).isEmpty();
    }

    /** Lanes are numbers; those that have a connection come first. */
    private static final class World {

        private final int databases;
        private final int[] connections;
        private final List<Integer> databaseOf = new ArrayList<>();
        private final List<Integer> openerOf = new ArrayList<>();
        private final int holders;

        World(Random random) {
            databases = 1 + random.nextInt(4);
            connections = random.ints(databases, 1, 4).toArray();
            int[] left = connections.clone();
            for (int wanted = random.nextInt(12); wanted > 0; wanted--) {
                int database = random.nextInt(databases);
                if (left[database] > 0) {
                    left[database]--;
                    add(database, random);
                }
            }
            holders = databaseOf.size();
            for (int waiting = random.nextInt(8); waiting > 0 && holders > 0; waiting--) {
                int database = random.nextInt(databases);
                if (left[database] == 0) {
                    databaseOf.add(database);
                    openerOf.add(random.nextInt(holders));
                }
            }
        }

        private void add(int database, Random random) {
            int lane = databaseOf.size();
            databaseOf.add(database);
            openerOf.add(lane == 0 || random.nextBoolean() ? -1 : random.nextInt(lane));
        }

        private boolean belongsTo(int lane, int owner) {
            for (int opener = openerOf.get(lane); opener >= 0; opener = openerOf.get(opener)) {
                if (opener == owner) {
                    return true;
                }
            }
            return false;
        }

        private int held(int database) {
            return (int) databaseOf.subList(0, holders).stream()
                    .filter(of -> of == database)
                    .count();
        }

        /** Lane by lane, by the definition: the stuck ones of those that wait. */
        Set<Integer> stuckLanes() {
            Set<Integer> stuck = new HashSet<>();
            for (int lane = holders; lane < databaseOf.size(); lane++) {
                stuck.add(lane);
            }
            while (stuck.removeIf(waiting -> canGoOn(waiting, stuck))) {
                // Until none is left that can.
            }
            return stuck;
        }

        private boolean canGoOn(int waiting, Set<Integer> stuck) {
            int database = databaseOf.get(waiting);
            if (held(database) < connections[database]) {
                return true;
            }
            for (int holder = 0; holder < holders; holder++) {
                int owner = holder;
                if (databaseOf.get(holder) == database && stuck.stream().noneMatch(lane -> belongsTo(lane, owner))) {
                    return true;
                }
            }
            return false;
        }

        List<WaitForGraph.Pool<Integer>> pools() {
            List<WaitForGraph.Pool<Integer>> pools = new ArrayList<>();
            for (int database = 0; database < databases; database++) {
                List<Integer> holding = new ArrayList<>();
                Set<Integer> heldUp = new HashSet<>();
                for (int lane = 0; lane < databaseOf.size(); lane++) {
                    if (databaseOf.get(lane) != database) {
                        continue;
                    }
                    if (lane < holders) {
                        holding.add(lane);
                    } else {
                        for (int owner = openerOf.get(lane); owner >= 0; owner = openerOf.get(owner)) {
                            heldUp.add(owner);
                        }
                    }
                }
                boolean free = holding.size() < connections[database];
                pools.add(new WaitForGraph.Pool<>(String.valueOf(database), free, holding, heldUp));
            }
            return pools;
        }

        @Override
        public String toString() {
            return "connections " + Arrays.toString(connections) + ", databases " + databaseOf + ", openers " + openerOf
                    + ", holders " + holders;
        }
    }

    @Test
    void agreesWithTheDefinitionLaneByLane() {
        Random random = new Random(20);
        int circles = 0;
        for (int i = 0; i < 20_000; i++) {
            World world = new World(random);
            Set<Integer> expected = world.stuckLanes();
            Set<Integer> stuckDatabases = new HashSet<>();
            expected.forEach(lane -> stuckDatabases.add(world.databaseOf.get(lane)));

            Set<Integer> found = new HashSet<>();
            WaitForGraph.stuck(world.pools(), List.of()).pools().stream()
                    .map(pool -> Integer.valueOf(pool.database()))
                    .forEach(found::add);

            assertThat(found).as("%s", world).isEqualTo(stuckDatabases);
            circles += expected.isEmpty() ? 0 : 1;
        }
        assertThat(circles).isGreaterThan(100);
    }
}
