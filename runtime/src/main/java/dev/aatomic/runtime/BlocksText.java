package dev.aatomic.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Writes the blocks of a database as lines, with their columns below each other. */
final class BlocksText {

    private static final int MOST_NAMES = 4;
    private static final int MOST_ALIKE = 20;
    private static final int MOST_SQL = 200;
    private static final int COLUMNS = 4;
    private static final long MILLIS_UP_TO = TimeUnit.SECONDS.toMillis(10);

    private BlocksText() {}

    static String of(DatabaseBlocks blocks) {
        StringBuilder text = new StringBuilder()
                .append("database '")
                .append(blocks.database())
                .append("': ")
                .append(blocks.held())
                .append(" of ")
                .append(blocks.connections())
                .append(" connections held, ")
                .append(blocks.waiting())
                .append(" waiting\n");
        List<List<String>> rows = rows(blocks.blocks());
        int[] widths = new int[COLUMNS];
        for (List<String> row : rows) {
            for (int i = 0; i < COLUMNS; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int width = i < COLUMNS ? widths[i] : 0;
                line.append("  ").append(row.get(i));
                line.append(" ".repeat(Math.max(0, width - row.get(i).length())));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Of those that wait for the same, one after another, the first ones, and how many the others are. */
    private static List<List<String>> rows(List<BlockEntry> blocks) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < blocks.size(); ) {
            int end = endOfAlike(blocks, i);
            int shown = Math.min(end, i + MOST_ALIKE);
            blocks.subList(i, shown).forEach(block -> rows.add(row(block)));
            if (shown < end) {
                BlockEntry last = blocks.get(end - 1);
                rows.add(List.of(
                        "  ".repeat(last.depth()) + "and " + (end - shown) + " more",
                        last.state().text(),
                        "",
                        ""));
            }
            i = end;
        }
        return rows;
    }

    /** Behind the last that waits for the same as the one there, and holds as little. */
    private static int endOfAlike(List<BlockEntry> blocks, int begin) {
        BlockEntry first = blocks.get(begin);
        int end = begin + 1;
        while (!first.isHolding() && end < blocks.size() && isAlike(first, blocks.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean isAlike(BlockEntry one, BlockEntry other) {
        return other.state() == one.state()
                && other.depth() == one.depth()
                && !other.isHolding()
                && (one.depth() == 0 || other.id() == one.id());
    }

    /** Its columns, and what stands behind them. */
    private static List<String> row(BlockEntry block) {
        List<String> row = new ArrayList<>();
        row.add("  ".repeat(block.depth()) + "#" + block.id() + " '" + block.name() + "'");
        row.add(block.state().text()
                + block.operation().map(each -> ", " + each).orElse(""));
        row.add(time("held ", block.holdNanos()));
        row.add(time("open ", block.openNanos()));
        block.connection().ifPresent(slot -> row.add("connection " + slot));
        if (block.enclosed()) {
            row.add("in another library's transaction");
        }
        block.openedAt().ifPresent(place -> row.add("opened at " + place));
        if (!block.waitsFor().isEmpty()) {
            row.add("behind " + names(block.waitsFor()));
        }
        block.sql().ifPresent(sql -> row.add("sql: " + onOneLine(sql)));
        return row;
    }

    private static String names(List<BlockReference> all) {
        String names = all.stream()
                .limit(MOST_NAMES)
                .map(each -> "#" + each.id() + " '" + each.name() + "'")
                .collect(Collectors.joining(", "));
        return all.size() > MOST_NAMES ? names + " and " + (all.size() - MOST_NAMES) + " more" : names;
    }

    private static String time(String what, OptionalLong nanos) {
        if (nanos.isEmpty()) {
            return "";
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
        return what + (millis < MILLIS_UP_TO ? millis + " ms" : TimeUnit.MILLISECONDS.toSeconds(millis) + " s");
    }

    private static String onOneLine(String sql) {
        String line = sql.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > MOST_SQL ? line.substring(0, MOST_SQL) + "…" : line;
    }
}
