package dev.aatomic.benchmarks.runtime.scope;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** As {@link ScopeBenchmark}, for what those cost that watch blocks. No workload runs it: call JMH's own main class with its name. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class WatchedScopeBenchmark {

    /** Who watches. */
    @Param
    public Watching watching;

    private final CompletableFuture<Integer> value = CompletableFuture.completedFuture(1);
    private HikariDataSource pool;
    private Transactions transactions;
    private Atomic atomic;

    /** Opens the pool. */
    @Setup
    public void open() {
        pool = NoDriver.pool(1);
        transactions = watching.add(Transactions.builder().database("default", pool))
                .executor(Runnable::run)
                .build();
        atomic = transactions.atomic().named("block");
    }

    /** Closes it. */
    @TearDown
    public void close() {
        transactions.close();
        pool.close();
    }

    /** A block without a statement. */
    @Benchmark
    public Object empty() {
        return atomic.getStageAsync(() -> value);
    }

    /** A block with another nested in it. */
    @Benchmark
    public Object nested() {
        return atomic.getStageAsync(() -> atomic.getStageAsync(() -> value));
    }
}
