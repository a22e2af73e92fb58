package dev.aatomic.databases;

import dev.aatomic.databases.promise.Finding;
import dev.aatomic.databases.promise.Finding.Kind;
import dev.aatomic.databases.promise.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The page {@code docs/databases.md}, which says which database keeps which promise. */
final class DatabasesPage {

    private static final Path PAGE = Path.of("..", "..", "docs", "databases.md");
    private static final String FIRST_HEADING = "promise";
    private static final String HOLDS_WITH = Kind.HOLDS.beginning() + " with ";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<List<String>> rows;

    private DatabasesPage(List<List<String>> rows) {
        this.rows = rows;
    }

    /** Reads it. */
    static DatabasesPage read() {
        return Reading.PAGE;
    }

    /** Read once. */
    private static final class Reading {
        private static final DatabasesPage PAGE = of(text());
    }

    private static String text() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page with this text. */
    static DatabasesPage of(String text) {
        return new DatabasesPage(text.lines()
                .dropWhile(line -> !line.startsWith("| " + FIRST_HEADING + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---"))
                .map(DatabasesPage::cells)
                .toList());
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                .map(String::strip)
                .toList();
    }

    /** The databases that it has columns for. */
    List<String> databases() {
        return rows.get(0).subList(1, rows.get(0).size());
    }

    /** The promises that it has rows for. */
    List<String> promises() {
        return rows.subList(1, rows.size()).stream().map(row -> row.get(0)).toList();
    }

    /** What it says of all promises and databases. */
    List<String> allCells() {
        return rows.subList(1, rows.size()).stream()
                .flatMap(row -> row.subList(1, row.size()).stream())
                .toList();
    }

    private String cell(Promise promise, String database) {
        int column = rows.get(0).indexOf(database);
        return rows.stream()
                .filter(row -> row.get(0).equals(promise.row()))
                .map(row -> row.get(column))
                .findFirst()
                .orElse("");
    }

    /** What a cell says in its first words; nothing if these are none of those that a cell has. */
    static Optional<Kind> kind(String cell) {
        if (cell.startsWith(HOLDS_WITH)) {
            return Optional.of(Kind.HOLDS);
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind == Kind.CANNOT
                        ? cell.startsWith(kind.beginning())
                                && cell.length() > kind.beginning().length()
                        : cell.equals(kind.beginning()))
                .findFirst();
    }

    /**
     * What is wrong with a cell.
     *
     * @param database the heading of its column
     * @param settings the settings with which the database was run: what a cell holds "with" is one of them
     * @param finding what its test has found: what a cell quotes is among what was told
     * @return nothing if all is well
     */
    Optional<String> difference(Promise promise, String database, String settings, Finding finding) {
        String cell = cell(promise, database);
        boolean agrees = kind(cell).filter(kind -> kind == finding.kind()).isPresent();
        String quotable = finding.kind() == Kind.CANNOT ? finding.told() : settings;
        Optional<String> unfounded = CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .filter(code -> !quotable.contains(code))
                .findFirst();
        if (agrees && unfounded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("docs/databases.md says of '" + promise.row() + "' on " + database + ": '" + cell
                + "'. Found: "
                + (agrees
                        ? "nothing of '" + unfounded.orElse("") + "' in: " + quotable
                        : finding.kind() + " " + finding.told())
                + ". Write into the cell what is so, or mend what has changed");
    }
}
