package dev.aatomic.pools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The page {@code docs/pools.md}, which says which pools and routers work, and with what around them. */
final class PoolsPage {

    private static final Path PAGE = Path.of("..", "..", "docs", "pools.md");

    private final List<String> lines;

    private PoolsPage(List<String> lines) {
        this.lines = lines;
    }

    /** Reads it. */
    static PoolsPage read() {
        return Reading.PAGE;
    }

    /** Read once. */
    private static final class Reading {
        private static final PoolsPage PAGE = of(text());
    }

    private static String text() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page with this text. */
    static PoolsPage of(String text) {
        return new PoolsPage(text.lines().toList());
    }

    /** Its tables, by the heading of what their rows are about. */
    enum Table {
        POOLS("Pool"),
        WRAPPINGS("Around the pool"),
        ROUTERS("What routes");

        private final String heading;

        Table(String heading) {
            this.heading = heading;
        }
    }

    /** The columns whose cells tests compare with what they find. */
    enum Column {
        LOST("Connections that were lost"),
        SIZE("Size"),
        READ_ONLY("`readOnly` blocks"),
        SET("Set");

        private final String heading;

        Column(String heading) {
            this.heading = heading;
        }
    }

    /** What the rows of a table are about. */
    List<String> rows(Table table) {
        return table(table).skip(1).map(row -> row.get(0)).toList();
    }

    private Stream<List<String>> table(Table table) {
        return lines.stream()
                .dropWhile(line -> !line.startsWith("| " + table.heading + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
    }

    /** What a cell says; nothing if there is no such row or column. */
    String cell(Table table, String row, Column column) {
        List<List<String>> cells = table(table).toList();
        int index = cells.isEmpty() ? -1 : cells.get(0).indexOf(column.heading);
        return cells.stream()
                .filter(each -> index >= 0 && each.get(0).equals(row) && index < each.size())
                .map(each -> each.get(index))
                .findFirst()
                .orElse("");
    }

    /**
     * What is wrong with a cell.
     *
     * @param found what a test has found
     * @return nothing if the cell says just that
     */
    Optional<String> difference(Table table, String row, Column column, String found) {
        String cell = cell(table, row, column);
        return cell.equals(found)
                ? Optional.empty()
                : Optional.of("docs/pools.md says of '" + row + "' under '" + column.heading + "': '" + cell
                        + "'. Found: '" + found + "'. Write into the cell what is so, or mend what has changed");
    }

    /** Fails unless the page says what was found. */
    static void assertSays(Table table, String row, Column column, String found) {
        read().difference(table, row, column, found).ifPresent(difference -> {
            throw new AssertionError(difference);
        });
    }
}
