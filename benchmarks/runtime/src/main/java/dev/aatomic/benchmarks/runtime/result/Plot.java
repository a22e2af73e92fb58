package dev.aatomic.benchmarks.runtime.result;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bars as SVG: a panel for each of the figures, a bar for each form, with the quarters around the median as a line. */
final class Plot {

    /** The forms as tables and plots list them. */
    static final List<String> ORDER =
            Arrays.stream(Kind.values()).map(Kind::title).toList();

    private static final int WIDTH = 860;
    private static final int LABELS = 290;
    private static final int VALUES = 110;
    private static final int BAR = 18;
    private static final int HEAD = 34;

    private final List<String> lines = new ArrayList<>();
    private int y = 10;

    /** Adds a panel if it was measured. */
    void add(String title, @Nullable Results results, String situation, String metric) {
        if (results == null) {
            return;
        }
        double most = 0;
        List<String> subjects = new ArrayList<>();
        for (String subject : ORDER) {
            Series series = results.get(situation, subject, metric);
            if (series != null) {
                subjects.add(subject);
                most = Math.max(most, series.quantile(0.75));
            }
        }
        if (subjects.isEmpty()) {
            return;
        }
        text(10, y + 22, "start", "bold", title);
        y += HEAD;
        for (String subject : subjects) {
            bar(subject, most, results.get(situation, subject, metric));
        }
        y += 14;
    }

    private void bar(String subject, double most, @Nullable Series series) {
        if (series == null) {
            return;
        }
        double scale = (WIDTH - LABELS - VALUES) / most;
        boolean ours = subject.equals(Kind.OURS.title())
                || subject.equals(Kind.OURS_BLOCKING.title())
                || subject.equals(Kind.GENERATED.title());
        text(LABELS - 8, y + 13, "end", "normal", subject);
        lines.add(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LABELS,
                y + 2,
                series.median() * scale,
                BAR - 4,
                ours ? "#1f6feb" : "#9aa4b0"));
        lines.add(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#24292f\"/>",
                LABELS + series.quantile(0.25) * scale,
                LABELS + series.quantile(0.75) * scale,
                y + BAR / 2,
                y + BAR / 2));
        text(
                (int) (LABELS + series.quantile(0.75) * scale) + 6,
                y + 13,
                "start",
                "normal",
                String.format(Locale.ROOT, "%,.0f", series.median()));
        y += BAR;
    }

    private void text(int x, int baseline, String anchor, String weight, String text) {
        lines.add(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\" fill=\"#24292f\">%s</text>",
                x,
                baseline,
                anchor,
                weight,
                text));
    }

    /** The file's lines. */
    List<String> svg() {
        List<String> file = new ArrayList<>();
        file.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                y,
                WIDTH,
                y));
        file.add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        file.addAll(lines);
        file.add("</svg>");
        return file;
    }
}
