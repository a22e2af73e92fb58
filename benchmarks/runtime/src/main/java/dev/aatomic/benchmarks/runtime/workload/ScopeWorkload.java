package dev.aatomic.benchmarks.runtime.workload;

import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.scope.ScopeBenchmark;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** {@link ScopeBenchmark} with JMH, each form in forks of its own, and the forks of all forms in turn. */
final class ScopeWorkload implements Workload {

    private final List<Kind> all;

    ScopeWorkload(List<Kind> all) {
        this.all = all;
    }

    @Override
    public void run(Plan plan, Results results) throws RunnerException {
        List<Kind> kinds = new ArrayList<>(all);
        // It has no nested transactions, and hops to threads of its own.
        kinds.remove(Kind.VERTX_JDBC);
        for (int round = 0; round < plan.choose(1, 5); round++) {
            for (Kind kind : Fork.shuffled(kinds)) {
                measure(kind, plan, results);
            }
        }
    }

    private static void measure(Kind kind, Plan plan, Results results) throws RunnerException {
        for (RunResult run : JmhRun.of(ScopeBenchmark.class, kind, plan.choose(200, 350))) {
            String situation = run.getPrimaryResult().getLabel();
            results.add(situation, kind.title(), "ns", JmhRun.nanos(run));
            results.add(situation, kind.title(), "bytes", JmhRun.bytes(run));
        }
    }
}
