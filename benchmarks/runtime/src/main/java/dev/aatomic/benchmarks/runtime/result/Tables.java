package dev.aatomic.benchmarks.runtime.result;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables in Markdown. */
final class Tables {

    private static final List<Kind> COLUMNS = List.of(
            Kind.OURS,
            Kind.GENERATED,
            Kind.OURS_BLOCKING,
            Kind.HAND,
            Kind.HAND_ASYNC,
            Kind.SPRING,
            Kind.SPRING_PROXY,
            Kind.JOOQ,
            Kind.JDBI,
            Kind.MICRONAUT,
            Kind.VERTX_JDBC,
            Kind.VERTX,
            Kind.R2DBC);
    /** Workloads of many goals that are alike. */
    private static final Set<String> COUNTED = Set.of("linearity", "convoy", "hopping");

    private static final String ABSENT = "–";

    private Tables() {}

    /** A row for each goal that a user asks about, ours on each JDK beside Spring's on the newest; the other goals are counted. */
    static List<String> summary(Map<String, Map<String, Results>> byJdk) {
        List<String> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("measured", "goal"));
        byJdk.keySet().forEach(jdk -> head.add("ours, " + jdk));
        Map.Entry<String, Map<String, Results>> newest =
                byJdk.entrySet().iterator().next();
        head.add(Kind.SPRING.title() + ", " + newest.getKey());
        start(lines, head);
        Map<String, List<Goal>> counted = new LinkedHashMap<>();
        for (Goal goal : Goals.all()) {
            if (COUNTED.contains(goal.workload())) {
                counted.computeIfAbsent(goal.workload(), workload -> new ArrayList<>())
                        .add(goal);
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(goal.what(), goal.goal()));
            byJdk.values().forEach(workloads -> cells.add(goal.ours(workloads.get(goal.workload()))));
            cells.add(goal.cell(newest.getValue().get(goal.workload()), Kind.SPRING));
            row(lines, cells);
        }
        counted.forEach((workload, goals) -> {
            List<Goal> judged =
                    goals.stream().filter(goal -> !goal.judged().isEmpty()).toList();
            List<String> cells = new ArrayList<>(List.of("`" + workload + "`: goals reached", "all " + judged.size()));
            byJdk.values().forEach(workloads -> cells.add(reached(judged, workloads.get(workload))));
            cells.add(ABSENT);
            row(lines, cells);
        });
        return lines;
    }

    private static String reached(List<Goal> goals, @Nullable Results results) {
        return results == null
                ? ABSENT
                : Long.toString(
                        goals.stream().filter(goal -> goal.isReached(results)).count());
    }

    /** A row for each goal, a column for each form. */
    static List<String> goals(Map<String, Results> workloads) {
        List<String> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("measured", "goal of ours"));
        for (Kind kind : COLUMNS) {
            head.add(kind.title());
        }
        start(lines, head);
        for (Goal goal : Goals.all()) {
            List<String> cells = new ArrayList<>(List.of(goal.what(), goal.goal()));
            for (Kind kind : COLUMNS) {
                cells.add(goal.cell(workloads.get(goal.workload()), kind));
            }
            row(lines, cells);
        }
        return lines;
    }

    /** A table for each situation: a row for each form, a column for each metric. */
    static List<String> details(Results results) {
        List<String> lines = new ArrayList<>();
        Set<String> situations = new LinkedHashSet<>();
        results.keys().forEach(key -> situations.add(key.situation()));
        for (String situation : situations) {
            Set<String> metrics = new LinkedHashSet<>();
            Set<String> subjects = new LinkedHashSet<>();
            for (Key key : results.keys()) {
                if (key.situation().equals(situation)) {
                    metrics.add(key.metric());
                    subjects.add(key.subject());
                }
            }
            lines.add("");
            List<String> head = new ArrayList<>(List.of(situation));
            head.addAll(metrics);
            start(lines, head);
            for (String subject : subjects.stream().sorted(Tables::inOrder).toList()) {
                List<String> cells = new ArrayList<>(List.of(subject));
                for (String metric : metrics) {
                    cells.add(cell(results.get(situation, subject, metric)));
                }
                row(lines, cells);
            }
        }
        return lines;
    }

    private static int inOrder(String left, String right) {
        return Integer.compare(Plot.ORDER.indexOf(left), Plot.ORDER.indexOf(right));
    }

    private static String cell(@Nullable Series series) {
        if (series == null) {
            return ABSENT;
        }
        double median = Math.abs(series.median());
        int decimals = median >= 100 || median == Math.rint(median) ? 0 : median >= 10 ? 1 : 2;
        return series.describe(decimals);
    }

    static void start(List<String> lines, List<String> head) {
        row(lines, head);
        List<String> rule = new ArrayList<>(Collections.nCopies(head.size(), "---:"));
        rule.set(0, "---");
        row(lines, rule);
    }

    static void row(List<String> lines, List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }
}
