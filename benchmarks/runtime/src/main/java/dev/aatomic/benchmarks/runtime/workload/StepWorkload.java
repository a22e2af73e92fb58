package dev.aatomic.benchmarks.runtime.workload;

import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.scope.StepBenchmark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** What each of ten statements more costs a scope, with JMH, ours and by hand in turn. */
final class StepWorkload implements Workload {

    private static final List<Kind> KINDS = List.of(Kind.HAND, Kind.OURS);
    private static final int FEW = 1;
    private static final int MANY = 11;

    @Override
    public void run(Plan plan, Results results) throws RunnerException {
        for (int round = 0; round < plan.choose(1, 5); round++) {
            for (Kind kind : Fork.shuffled(KINDS)) {
                measure(kind, plan, results);
            }
        }
    }

    private static void measure(Kind kind, Plan plan, Results results) throws RunnerException {
        Map<String, Measured> few = new HashMap<>();
        Map<String, Measured> many = new HashMap<>();
        for (RunResult run : JmhRun.of(StepBenchmark.class, kind, plan.choose(500, 1_000))) {
            String way = run.getPrimaryResult().getLabel();
            boolean isFew = Integer.parseInt(run.getParams().getParam("statements")) == FEW;
            (isFew ? few : many).put(way, new Measured(JmhRun.nanos(run), JmhRun.bytes(run)));
        }
        few.forEach((way, less) -> {
            Measured more = Objects.requireNonNull(many.get(way));
            results.add(way, kind.title(), "ns a statement", (more.nanos() - less.nanos()) / (MANY - FEW));
            results.add(way, kind.title(), "bytes a statement", (more.bytes() - less.bytes()) / (MANY - FEW));
        });
    }

    private record Measured(double nanos, double bytes) {}
}
