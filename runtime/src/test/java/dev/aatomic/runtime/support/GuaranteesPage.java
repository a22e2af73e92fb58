package dev.aatomic.runtime.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The page {@code docs/guarantees.md}, which says what is guaranteed and which test shows it. */
public final class GuaranteesPage {

    private static final Path PAGE = Path.of("..", "docs", "guarantees.md");
    /** To a test; another page is no test. */
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(([^)]+\\.java)\\)");

    private static final Pattern GUARANTEE = Pattern.compile("(?m)^\\| ([\\w-]+) \\| [^|]* \\| (\\[.*) \\|$");

    /** A row of the table of faults: the call, and what it says of each fault. */
    public record Row(String call, List<String> verdicts) {}

    /** A guarantee: its name, and the tests that show it. */
    public record Guarantee(String id, List<Link> tests) {}

    /** A link: its text, and the file it points to. */
    public record Link(String text, Path target) {}

    private GuaranteesPage() {}

    private static String text() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All links of the page. */
    public static List<Link> links() {
        return links(text());
    }

    private static List<Link> links(String text) {
        return LINK.matcher(text)
                .results()
                .map((MatchResult link) -> new Link(
                        link.group(1), PAGE.resolveSibling(link.group(2)).normalize()))
                .toList();
    }

    /** The rows that begin with the name of a guarantee. */
    public static List<Guarantee> guarantees() {
        return GUARANTEE
                .matcher(text())
                .results()
                .map((MatchResult row) -> new Guarantee(row.group(1), links(row.group(2))))
                .toList();
    }

    /** What the table of faults says of a call and what happens in it. */
    public static Verdict verdict(String call, FaultKind kind) {
        return Faults.ROWS.stream()
                .filter(row -> row.call().equals(call))
                .map(row -> Verdict.of(row.verdicts().get(kind.ordinal())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The table of faults has no row for " + call));
    }

    /** Read once. */
    private static final class Faults {
        private static final List<Row> ROWS = faults();
    }

    /** The table of faults, in which a row begins with a call in code type. */
    public static List<Row> faults() {
        List<Row> rows = new ArrayList<>();
        for (String line : text().split("\n")) {
            if (line.startsWith("| `")) {
                List<String> cells = Arrays.stream(
                                line.substring(1, line.length() - 1).split("\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList();
                rows.add(new Row(cells.get(0), cells.subList(2, cells.size())));
            }
        }
        return rows;
    }
}
