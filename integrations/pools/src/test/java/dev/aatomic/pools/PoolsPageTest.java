package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.pools.HurtDriver.Hurt;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on pools says of each what the tests find. */
final class PoolsPageTest {

    private static final Path PAGE = Path.of("../../docs/pools.md");
    private static final int SIZE = 3;

    /** The rows of a table of the page, below its head. */
    private static List<List<String>> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int first = lines.indexOf(head);
        assertThat(first).as(head).isNotNegative();
        List<List<String>> rows = new ArrayList<>();
        for (int i = first + 2; i < lines.size() && lines.get(i).startsWith("|"); i++) {
            rows.add(Stream.of(lines.get(i).substring(1).split("\\|"))
                    .map(String::strip)
                    .toList());
        }
        return rows;
    }

    /** {@link PoolEvictionTest} tries all of them. */
    @Test
    void everyPoolThatIsTriedStandsOnThePage() throws IOException {
        assertThat(table("| Pool | How it is made to forget a connection | Set |"))
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(
                        Arrays.stream(Pool.values()).map(pool -> pool.title).toList());
    }

    /** {@link PoolEvictionTest} tries each pool in all of them. */
    @Test
    void everythingThatIsTriedAroundAPoolStandsOnThePage() throws IOException {
        assertThat(table("| Around the pool | Connections that were lost | Size |"))
                .containsExactlyElementsOf(Arrays.stream(Wrapping.values())
                        .map(wrapping -> List.of(wrapping.title, "replaced", "read"))
                        .toList());
    }

    /** {@link RoutingTest} tries all of them. */
    @Test
    void everyRouterThatIsTriedStandsOnThePage() throws IOException {
        assertThat(table("| What routes | `readOnly` blocks | Set |"))
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(Arrays.stream(RoutingTest.Router.values())
                        .map(router -> router.title)
                        .toList());
    }

    @Test
    void everyPoolSaysItsSize() {
        for (Pool pool : Pool.values()) {
            for (Wrapping wrapping : Wrapping.values()) {
                assertThat(sizeRead(pool, wrapping))
                        .as(pool + " in " + wrapping)
                        .isEqualTo(SIZE);
            }
        }
    }

    private static int sizeRead(Pool pool, Wrapping wrapping) {
        try (Hurt driver = new Hurt(Server.H2);
                Pool.Opened opened = pool.open(driver.url(), SIZE);
                Transactions transactions = Transactions.builder()
                        .database("default", wrapping.around(opened.dataSource()))
                        .build()) {
            return transactions.metrics().database("default").connections();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
