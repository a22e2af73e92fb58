package dev.aatomic.databases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.databases.engine.Engine;
import dev.aatomic.databases.entity.EntityBlockPromises;
import dev.aatomic.databases.promise.Finding;
import dev.aatomic.databases.promise.Finding.Kind;
import dev.aatomic.databases.promise.Promise;
import dev.aatomic.databases.promise.Shows;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page has each promise and each database, and each of them has its tests. */
final class DatabasesPageTest {

    private static final List<BlockPromises> SUITES = List.of(
            new H2Test(),
            new HsqldbTest(),
            new DerbyTest(),
            new SqliteTest(),
            new PostgresTest(),
            new Postgres14Test(),
            new MariaDbTest(),
            new MariaDbByMySqlDriverTest());

    private final DatabasesPage page = DatabasesPage.read();

    @Test
    void everyDatabaseHasItsColumnAndItsTests() {
        assertThat(page.databases())
                .containsExactlyElementsOf(
                        Arrays.stream(Engine.values()).map(Engine::heading).toList());
        assertThat(SUITES).extracting(BlockPromises::engine).containsExactly(Engine.values());
        assertThat(EntityBlockPromises.suites())
                .extracting(BlockPromises::engine)
                .containsExactly(Engine.values());
    }

    @Test
    void everyPromiseHasItsRowAndItsTest() {
        assertThat(page.promises())
                .containsExactlyElementsOf(
                        Arrays.stream(Promise.values()).map(Promise::row).toList());
        assertThat(Arrays.stream(EntityBlockPromises.class.getMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(method -> method.getAnnotation(Shows.class).value())
                        .distinct())
                .containsExactlyInAnyOrder(Promise.values());
    }

    @Test
    void everyCellSaysOneOfFourThings() {
        assertThat(page.allCells())
                .hasSize(Promise.values().length * Engine.values().length)
                .allSatisfy(
                        cell -> assertThat(DatabasesPage.kind(cell)).as(cell).isPresent());
    }

    @Test
    void cellThatDisagreesWithItsTestIsFound() {
        DatabasesPage said = DatabasesPage.of("""
                | promise | A | B | C | D |
                |---|---|---|---|---|
                | commit | holds | holds with `a=1` | cannot: refused, `08000` | has none |
                """);
        Finding refused = Finding.cannot(new SQLException("gone", "08000"));

        assertThat(difference(said, "A", Finding.HOLDS)).isEmpty();
        assertThat(difference(said, "A", refused)).isPresent();
        assertThat(difference(said, "A", Finding.HAS_NONE)).isPresent();
        assertThat(difference(said, "B", Finding.HOLDS)).isEmpty();
        assertThat(said.difference(Promise.COMMIT, "B", "b=2", Finding.HOLDS)).isPresent();
        assertThat(difference(said, "C", refused)).isPresent();
        assertThat(difference(said, "C", Finding.cannot(new SQLException("state 08000"))))
                .isEmpty();
        assertThat(difference(said, "C", Finding.HOLDS)).isPresent();
        assertThat(difference(said, "D", Finding.HAS_NONE)).isEmpty();
        assertThat(said.difference(Promise.ROLLBACK, "A", "", Finding.HOLDS)).isPresent();
        assertThat(List.of("", "holds.", "cannot: ", "perhaps"))
                .allSatisfy(cell -> assertThat(DatabasesPage.kind(cell)).isEmpty());
        assertThat(DatabasesPage.kind("cannot: x")).contains(Kind.CANNOT);
    }

    private static Optional<String> difference(DatabasesPage page, String database, Finding finding) {
        return page.difference(Promise.COMMIT, database, "a=1", finding);
    }
}
