package dev.aatomic.benchmarks.runtime.workload;

import dev.aatomic.benchmarks.runtime.form.Kind;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One fork of JMH for each benchmark of a class. */
final class JmhRun {

    private static final String BYTES = "gc.alloc.rate.norm";

    private JmhRun() {}

    /** Eight iterations, the first half to warm up. */
    static Collection<RunResult> of(Class<?> benchmark, Kind kind, int millis) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(millis);
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .param("kind", kind.name())
                        .forks(1)
                        .warmupIterations(4)
                        .warmupTime(time)
                        .measurementIterations(4)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .jvmArgs("-Xms1g", "-Xmx1g")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    static double nanos(RunResult run) {
        return run.getPrimaryResult().getScore();
    }

    static double bytes(RunResult run) {
        return run.getSecondaryResults().get(BYTES).getScore();
    }
}
