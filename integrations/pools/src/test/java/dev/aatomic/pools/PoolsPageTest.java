package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.pools.HurtDriver.Hurt;
import dev.aatomic.pools.PoolsPage.Column;
import dev.aatomic.pools.PoolsPage.Table;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page on pools says of each what the tests find. */
final class PoolsPageTest {

    private static final int SIZE = 3;

    private final PoolsPage page = PoolsPage.read();

    /** {@link PoolEvictionTest} tries all of them. */
    @Test
    void everyPoolThatIsTriedStandsOnThePage() {
        assertThat(page.rows(Table.POOLS))
                .containsExactlyElementsOf(
                        Arrays.stream(Pool.values()).map(pool -> pool.title).toList());
    }

    /** {@link PoolEvictionTest} tries each pool in all of them. */
    @Test
    void everythingThatIsTriedAroundAPoolStandsOnThePage() {
        assertThat(page.rows(Table.WRAPPINGS))
                .containsExactlyElementsOf(Arrays.stream(Wrapping.values())
                        .map(wrapping -> wrapping.title)
                        .toList());
    }

    /** {@link RoutingTest} tries all of them. */
    @Test
    void everyRouterThatIsTriedStandsOnThePage() {
        assertThat(page.rows(Table.ROUTERS))
                .containsExactlyElementsOf(Arrays.stream(RoutingTest.Router.values())
                        .map(router -> router.title)
                        .toList());
    }

    @Test
    void cellThatDisagreesWithItsTestIsFound() {
        PoolsPage said = PoolsPage.of("""
                | Around the pool | Connections that were lost | Size |
                |---|---|---|
                | bare | replaced | read |
                | hidden | given out again |
                """);

        assertThat(said.rows(Table.WRAPPINGS)).containsExactly("bare", "hidden");
        assertThat(said.rows(Table.POOLS)).isEmpty();
        assertThat(said.difference(Table.WRAPPINGS, "bare", Column.LOST, "replaced"))
                .isEmpty();
        assertThat(said.difference(Table.WRAPPINGS, "bare", Column.SIZE, "read"))
                .isEmpty();
        assertThat(said.difference(Table.WRAPPINGS, "hidden", Column.LOST, "replaced"))
                .hasValueSatisfying(
                        difference -> assertThat(difference).contains("'hidden'", "'given out again'", "'replaced'"));
        assertThat(said.difference(Table.WRAPPINGS, "hidden", Column.SIZE, "read"))
                .isPresent();
        assertThat(said.difference(Table.WRAPPINGS, "nothing", Column.LOST, "replaced"))
                .isPresent();
        assertThat(said.difference(Table.WRAPPINGS, "bare", Column.READ_ONLY, "replaced"))
                .isPresent();
        assertThat(said.difference(Table.POOLS, "bare", Column.LOST, "replaced"))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(Pool.class)
    void everyPoolSaysItsSize(Pool pool) throws Exception {
        for (Wrapping wrapping : Wrapping.values()) {
            int size = sizeRead(pool, wrapping);
            PoolsPage.assertSays(
                    Table.WRAPPINGS, wrapping.title, Column.SIZE, size == SIZE ? "read" : "read as " + size);
        }
    }

    private static int sizeRead(Pool pool, Wrapping wrapping) throws Exception {
        try (Hurt driver = new Hurt(Server.H2);
                Pool.Opened opened = pool.open(driver.url(), SIZE);
                Transactions transactions = Transactions.builder()
                        .database("default", wrapping.around(opened.dataSource()))
                        .build()) {
            return transactions.metrics().database("default").connections();
        }
    }
}
